"""Make the fonts of the PDF form from those of Debian's packages fonts-noto-core and fonts-droid-fallback.

python scripts/build_fonts.py [FOLDER]    where the packages' fonts lie [default: /usr/share/fonts/truetype]

What is left out is hinting, which a PDF form does not need and which is a third of a font. Every glyph, and all that
shaping needs, stays.
"""

from __future__ import annotations

import sys
from pathlib import Path

import environment

PLACE = environment.ROOT / "dtmforms" / "pdf" / "write" / "fonts"
SCRIPTS = (
    *("Adlam", "Arabic", "Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Hebrew", "Khmer", "Lao"),
    *("Myanmar", "NKo", "Sinhala", "Tamil", "Thai", "Tifinagh"),
)
FONTS = [
    *("noto/NotoSans-Regular.ttf", "noto/NotoSans-Bold.ttf", "noto/NotoSansArabic-Bold.ttf"),
    *(f"noto/NotoSans{script}-Regular.ttf" for script in SCRIPTS),
    "droid/DroidSansFallbackFull.ttf",
]


def main() -> int:
    import uharfbuzz

    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/truetype")
    for name in FONTS:
        subset = uharfbuzz.SubsetInput()
        subset.keep_everything()
        subset.flags |= uharfbuzz.SubsetFlags.NO_HINTING
        face = uharfbuzz.subset(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(folder / name))), subset)
        data = face.blob.data
        (PLACE / Path(name).name).write_bytes(data)
        print(f"{Path(name).name}: {len(data):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main() if environment.inside() else environment.run_inside(__file__))
