// PDFBox signs a box that is there: SignPdfBox KEY.p12 PASSWORD BOX IN OUT
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Calendar;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.form.PDSignatureField;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

public class SignPdfBox {
    public static void main(String[] said) throws Exception {
        char[] password = said[1].toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(new FileInputStream(said[0]), password);
        String name = keys.aliases().nextElement();
        X509Certificate certificate = (X509Certificate) keys.getCertificate(name);
        var signer = new JcaContentSignerBuilder("SHA256withRSA").build((PrivateKey) keys.getKey(name, password));
        try (PDDocument document = PDDocument.load(new File(said[3])); var out = new FileOutputStream(said[4])) {
            PDSignature signature = new PDSignature();
            signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
            signature.setSubFilter(PDSignature.SUBFILTER_ADBE_PKCS7_DETACHED);
            signature.setSignDate(Calendar.getInstance());
            ((PDSignatureField) document.getDocumentCatalog().getAcroForm().getField(said[2])).setValue(signature);
            document.addSignature(signature, content -> {
                try {
                    var made = new CMSSignedDataGenerator();
                    made.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(
                        new JcaDigestCalculatorProviderBuilder().build()).build(signer, certificate));
                    made.addCertificates(new JcaCertStore(List.of(certificate)));
                    return made.generate(new CMSProcessableByteArray(content.readAllBytes()), false).getEncoded();
                } catch (Exception error) {
                    throw new java.io.IOException(error);
                }
            });
            document.saveIncremental(out);
        }
    }
}
