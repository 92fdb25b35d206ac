import java.util.Map;

/** An answer that the gateway gives by itself. */
class Refusal extends Exception {
    final int status;
    private final Map<String, String> headers;

    Refusal(int status, String code) {
        this(status, code, Map.of());
    }

    Refusal(int status, String code, Map<String, String> headers) {
        super(code);
        this.status = status;
        this.headers = headers;
    }

    Answer answer() {
        Answer answer = Answer.json(status, "{\"error\":\"" + getMessage() + "\"}");
        headers.forEach(answer.headers()::set);
        return answer;
    }
}
