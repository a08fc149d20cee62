// iText 5 signs a box that is there: SignItext KEY.p12 PASSWORD BOX IN OUT
import com.itextpdf.text.pdf.PdfReader;
import com.itextpdf.text.pdf.PdfStamper;
import com.itextpdf.text.pdf.security.BouncyCastleDigest;
import com.itextpdf.text.pdf.security.MakeSignature;
import com.itextpdf.text.pdf.security.PrivateKeySignature;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.security.KeyStore;
import java.security.PrivateKey;

public class SignItext {
    public static void main(String[] said) throws Exception {
        char[] password = said[1].toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(new FileInputStream(said[0]), password);
        String name = keys.aliases().nextElement();
        var signer = new PrivateKeySignature((PrivateKey) keys.getKey(name, password), "SHA-256", null);
        PdfStamper stamper = PdfStamper.createSignature(new PdfReader(said[3]), new FileOutputStream(said[4]), '\0', null, true);
        stamper.getSignatureAppearance().setVisibleSignature(said[2]);
        MakeSignature.signDetached(stamper.getSignatureAppearance(), new BouncyCastleDigest(), signer,
            keys.getCertificateChain(name), null, null, null, 0, MakeSignature.CryptoStandard.CADES);
    }
}
