import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

record Answer(int status, Headers headers, byte[] body) {
    static Answer json(int status, String text) {
        Headers headers = new Headers(Map.of("Content-Type", List.of("application/json")));
        return new Answer(status, headers, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy with one header more, or another value of it. */
    Answer with(String name, String value) {
        Headers more = headers.passedOn();
        more.set(name, value);
        return new Answer(status, more, body);
    }
}
