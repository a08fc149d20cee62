// iText 5. `fill` types, `flatten` types and flattens.
import com.itextpdf.text.Version;
import com.itextpdf.text.pdf.AcroFields;
import com.itextpdf.text.pdf.PdfReader;
import com.itextpdf.text.pdf.PdfStamper;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

public class Itext {
    public static void main(String[] said) throws Exception {
        if (said[0].equals("version")) {
            System.out.println(Version.getInstance().getVersion());
            return;
        }
        Properties values = new Properties();
        try (var reader = Files.newBufferedReader(Path.of(said[2].replace(".json", ".properties")), StandardCharsets.US_ASCII)) {
            values.load(reader);
        }
        PdfStamper stamper = new PdfStamper(new PdfReader(said[1]), new FileOutputStream(said[3]));
        AcroFields fields = stamper.getAcroFields();
        for (String name : values.stringPropertyNames()) fields.setField(name, values.getProperty(name));
        stamper.setFormFlattening(said[0].equals("flatten"));
        stamper.close();
    }
}
