import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

final class Signature {
    private static final long TOLERANCE_S = 300;

    private final SecretKeySpec key;

    Signature(String secret) {
        key = new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), "HmacSHA256");
    }

    /** The code of the error, or null if one of the signatures is right and fresh. */
    String whyRefused(String header, byte[] body, long nowS) {
        String time = null;
        List<String> signatures = new ArrayList<>();
        for (String part : header.split(",")) {
            String[] pair = part.trim().split("=", 2);
            if (pair.length < 2) {
                continue;
            }
            if (pair[0].equals("t") && pair[1].matches("[0-9]+") && time == null) {
                time = pair[1];
            } else if (pair[0].equals("v1")) {
                signatures.add(pair[1]);
            }
        }
        if (time == null || signatures.isEmpty()) {
            return "missing_signature";
        }
        byte[] expected = HexFormat.of().formatHex(mac(time, body)).getBytes(StandardCharsets.US_ASCII);
        boolean right = false;
        for (String given : signatures) {
            right |= MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
        }
        if (!right) {
            return "invalid_signature";
        }
        boolean fresh = time.length() <= 18 && Math.abs(Long.parseLong(time) - nowS) <= TOLERANCE_S;
        return fresh ? null : "stale_timestamp";
    }

    private byte[] mac(String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update((time + ".").getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
