"""What may change in a file after a signature: pyHanko's rules, but for objects that a program has written once more
and not changed. They change nothing, whatever field they belong to; by pyHanko's rules a file is refused for them, and
honest programs write many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, RawPdfPath
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    FormUpdatingRule,
    GenericFieldModificationRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
)
from pyhanko.sign.diff_analysis.constants import VALUE_UPDATE_KEYS
from pyhanko.sign.diff_analysis.form_rules_api import FieldComparisonContext, FieldComparisonSpec, FormUpdate
from pyhanko.sign.diff_analysis.rules_api import ReferenceUpdate, RelativeContext, WhitelistRule

from dtmforms.form.fields import DATES, SIGNATURES

_Update: TypeAlias = "tuple[ModificationLevel, FormUpdate]"
_HOW_IT_IS_PACKED = {"/Length", "/Filter", "/DecodeParms"}
_STRINGS = (generic.TextStringObject, generic.ByteStringObject)
_PACKINGS = (None, "/FlateDecode")
_DEEPEST = 32


class WrittenAgainRule(WhitelistRule):
    """An object that is the same as before, but for how it is packed, is no change. PDFium writes every object that it
    has loaded, and packs the streams anew."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[ReferenceUpdate]:
        for reference in new.explicit_refs_in_revision():
            if not old.is_ref_unassignable(reference) and is_same(old(reference), new(reference)):
                yield ReferenceUpdate(reference)


class _SignatureRule(SigFieldModificationRule):
    """A box to sign in of our form may also get what poppler does to it as it signs: it says the day (`/M`), and the
    appearance that it had gives its number, with the next generation, to an object that nothing refers to."""

    def check_form_field(
        self, fq_name: str, spec: FieldComparisonSpec, context: FieldComparisonContext
    ) -> Iterator[_Update]:
        ours = fq_name in SIGNATURES and _is_as_it_got_signed(spec, context)
        rule = _DATED_BOX if ours else _BOX
        yield from _but_for_what_stayed(rule.check_form_field(fq_name, spec, context), context)
        yield from _reusing(fq_name, spec, context) if ours else ()


_WITH_DAY = VALUE_UPDATE_KEYS | {"/M"}
_BOX, _DATED_BOX = SigFieldModificationRule(), SigFieldModificationRule(value_update_keys=_WITH_DAY)
_TEXT, _DATE = GenericFieldModificationRule(), GenericFieldModificationRule(value_update_keys=_WITH_DAY)


def _is_as_it_got_signed(spec: FieldComparisonSpec, context: FieldComparisonContext) -> bool:
    """Whether a field that had no signature has one, and is as it was in the revision in which that came."""
    old, new, place = spec.old_field, spec.new_field, spec.new_field_ref
    if old is None or new is None or place is None or "/V" in old or "/V" not in new:
        return False
    signature, reader = new.raw_get("/V"), context.new.reader
    if not isinstance(signature, generic.IndirectObject):
        return False
    came_in = reader.get_historical_resolver(reader.xrefs.get_introducing_revision(signature.reference))
    return _says_when(new) and is_same(came_in(place), new)


def _says_when(field: Any) -> bool:
    """Whether the day is a text where it is there, and nothing else."""
    return field is None or isinstance(field.get("/M", generic.TextStringObject()), _STRINGS)


def _reusing(name: str, spec: FieldComparisonSpec, context: FieldComparisonContext) -> Iterator[_Update]:
    """The object that got the number of the appearance of a field, where nothing refers to either."""
    before, new = _appearance(spec.old_field), context.new
    for reference in new.explicit_refs_in_revision() if before else ():
        follows = (reference.idnum, reference.generation) == (before.idnum, before.generation + 1)
        if follows and not {before, reference} & new.collect_dependencies(new.trailer_view):
            yield ModificationLevel.FORM_FILLING, FormUpdate(reference, field_name=name)


class _TextRule(GenericFieldModificationRule):
    """Of a field that got another appearance, the old one may be written once more too: PDFium does, and nothing shows
    it any longer. Wherever else it was used, it is still to be explained. Poppler does to the partner's date as it does
    to a box; pdf.js writes the day as well."""

    def check_form_field(
        self, fq_name: str, spec: FieldComparisonSpec, context: FieldComparisonContext
    ) -> Iterator[_Update]:
        rule = _DATE if fq_name == DATES[1] and _says_when(spec.new_field) else _TEXT
        yield from _but_for_what_stayed(rule.check_form_field(fq_name, spec, context), context)
        yield from _reusing(fq_name, spec, context) if fq_name == DATES[1] else ()
        for reference in _left_behind(spec) if spec.field_type != "/Sig" else ():
            if not _has_stayed(reference, context.old, context.new):
                place = RelativeContext(_container(spec.old_field), RawPdfPath("/AP", "/N"))
                yield ModificationLevel.FORM_FILLING, FormUpdate(reference, context_checked=place, field_name=fq_name)
                made = context.new.collect_dependencies(context.new(reference), since_revision=context.old.revision + 1)
                for new in made:
                    yield ModificationLevel.FORM_FILLING, FormUpdate(new, field_name=fq_name)


def _but_for_what_stayed(updates: Iterable[_Update], context: FieldComparisonContext) -> Iterator[_Update]:
    """No update is one where nothing was changed since the signed state. pyHanko 0.38 takes an appearance for changed
    unless the signature's own save was the last to change it."""
    for level, update in updates:
        if not _has_stayed(update.updated_ref, context.old, context.new):
            yield level, update


def _left_behind(spec: Any) -> Iterator[Any]:
    """The appearance that a field had and has no longer, where it is an object that the field itself refers to."""
    if not (spec.old_field_ref and spec.new_field_ref):
        return
    before, after = (_appearance(field) for field in (spec.old_field, spec.new_field))
    if before is not None and after is not None and before != after:
        yield before


def _container(field: Any) -> Any:
    return field.container_ref


def _appearance(field: Any) -> Any:
    try:
        found = field.raw_get("/AP").raw_get("/N")
    except (KeyError, AttributeError):
        return None
    return found.reference if isinstance(found, generic.IndirectObject) else None


def _has_stayed(reference: Any, old: HistoricalResolver, new: HistoricalResolver) -> bool:
    if reference is None or old.is_ref_unassignable(reference):
        return False
    return old.reader.xrefs.get_last_change(reference) <= old.revision or is_same(old(reference), new(reference))


def is_same(one: Any, other: Any, depth: int = 0) -> bool:
    """Whether two objects are the same, but for how the bytes of a stream are packed. References are the same where
    they have one number."""
    if depth > _DEEPEST:
        return False
    if isinstance(one, generic.StreamObject) or isinstance(other, generic.StreamObject):
        return _are_same_streams(one, other, depth)
    if isinstance(one, generic.DictionaryObject) and isinstance(other, generic.DictionaryObject):
        return _are_same_entries(one, other, one.keys(), other.keys(), depth)
    if isinstance(one, generic.ArrayObject) and isinstance(other, generic.ArrayObject):
        pairs = zip(map(one.raw_get, range(len(one))), map(other.raw_get, range(len(other))), strict=False)
        return len(one) == len(other) and all(is_same(*pair, depth + 1) for pair in pairs)
    if isinstance(one, _STRINGS) and isinstance(other, _STRINGS):
        return bool(one.original_bytes == other.original_bytes)
    if isinstance(one, generic.NumberObject | generic.FloatObject):
        return isinstance(other, generic.NumberObject | generic.FloatObject) and bool(one == other)
    return type(one) is type(other) and bool(one == other)


def _are_same_streams(one: Any, other: Any, depth: int) -> bool:
    if not (isinstance(one, generic.StreamObject) and isinstance(other, generic.StreamObject)):
        return False
    if one.encoded_data == other.encoded_data and _are_same_entries(one, other, one.keys(), other.keys(), depth):
        return True
    plain = all(stream.get("/Filter") in _PACKINGS and "/DecodeParms" not in stream for stream in (one, other))
    keys = one.keys() - _HOW_IT_IS_PACKED, other.keys() - _HOW_IT_IS_PACKED
    return plain and _are_same_entries(one, other, *keys, depth) and one.data == other.data


def _are_same_entries(one: Any, other: Any, keys: Iterable[str], others: Iterable[str], depth: int) -> bool:
    found = set(keys)
    return found == set(others) and all(is_same(one.raw_get(key), other.raw_get(key), depth + 1) for key in found)


POLICY = StandardDiffPolicy(
    global_rules=[
        *DEFAULT_DIFF_POLICY.global_rules,
        WrittenAgainRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=FormUpdatingRule(field_rules=[SigFieldCreationRule(), _SignatureRule(), _TextRule()]),
)
