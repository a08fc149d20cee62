// Apache PDFBox. `fill` types, `flatten` types and flattens, `fdf` and `xfdf` type and export the data alone.
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDCheckBox;
import org.apache.pdfbox.pdmodel.interactive.form.PDField;
import org.apache.pdfbox.pdmodel.interactive.form.PDVariableText;
import org.apache.pdfbox.util.Version;

public class PdfBox {
    public static void main(String[] said) throws Exception {
        if (said[0].equals("version")) {
            System.out.println(Version.getVersion());
            return;
        }
        Properties values = new Properties();
        try (var reader = Files.newBufferedReader(Path.of(said[2].replace(".json", ".properties")), StandardCharsets.US_ASCII)) {
            values.load(reader);
        }
        try (PDDocument pdf = PDDocument.load(new File(said[1]))) {
            PDAcroForm form = pdf.getDocumentCatalog().getAcroForm();
            for (PDField field : form.getFieldTree()) {
                String value = values.getProperty(field.getFullyQualifiedName());
                if (value != null) set(form, field, value, said[0].equals("flatten"));
            }
            File out = new File(said[3]);
            switch (said[0]) {
                case "fdf" -> form.exportFDF().save(out);
                case "xfdf" -> form.exportFDF().saveXFDF(out);
                case "flatten" -> { form.flatten(); pdf.save(out); }
                default -> pdf.save(out);
            }
        }
    }

    /** A value that the form's font lacks is refused; where nothing is to be drawn, it can be set without appearance. */
    static void set(PDAcroForm form, PDField field, String value, boolean drawn) throws Exception {
        if (field instanceof PDCheckBox box) {
            if (value.equals("Off")) box.unCheck(); else box.check();
            return;
        }
        try {
            field.setValue(value);
        } catch (IllegalArgumentException lacking) {
            if (drawn) throw lacking;
            field.getCOSObject().setString("V", value);
        }
    }
}
