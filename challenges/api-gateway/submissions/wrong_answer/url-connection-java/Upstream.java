import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The catalogue behind attempts, retries and the circuit breaker. */
class Upstream {
    private static final int ATTEMPT_MS = 1200;
    private static final long[] BEFORE_RETRIES_MS = {50, 100};
    private static final int FAILED_REQUESTS = 5;
    private static final long OPEN_NS = 700_000_000;

    private final String url;
    private int failed;
    private boolean open;
    private long openUntilNs;
    private boolean probing;

    Upstream(String url) {
        // Connection, and others that a proxy sets itself.
        System.setProperty("sun.net.http.allowRestrictedHeaders", "true");
        this.url = url;
    }

    Answer send(Call call) throws Refusal {
        enter();
        boolean success = false;
        try {
            Answer answer = attempts(call);
            success = answer.status() < 500;
            return answer;
        } finally {
            leave(success);
        }
    }

    private Answer attempts(Call call) throws Refusal {
        if (call.method().equals("POST")) return attempt(call);
        for (long pauseMs : BEFORE_RETRIES_MS) {
            try {
                Answer answer = attempt(call);
                if (answer.status() < 500) return answer;
            } catch (Refusal refusal) {
                if (refusal.status == 504) throw refusal;
            }
            sleep(pauseMs);
        }
        return attempt(call);
    }

    private Answer attempt(Call call) throws Refusal {
        // HttpURLConnection sends a request once more when the connection breaks before the answer: a POST too.
        try {
            HttpURLConnection connection = (HttpURLConnection) new URL(url + call.target()).openConnection();
            connection.setConnectTimeout(ATTEMPT_MS);
            connection.setReadTimeout(ATTEMPT_MS);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setRequestMethod(call.method());
            call.headers().forEach(connection::addRequestProperty);
            if (call.method().equals("POST")) {
                connection.setDoOutput(true);
                connection.getOutputStream().write(call.body());
            }
            int status = connection.getResponseCode();
            InputStream stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
            byte[] body = stream == null ? new byte[0] : stream.readAllBytes();
            Map<String, List<String>> got = new HashMap<>(connection.getHeaderFields());
            got.remove(null); // the status line
            return new Answer(status, new Headers(got).passedOn("Content-Length", "X-Request-Id"), body);
        } catch (SocketTimeoutException e) {
            throw new Refusal(504, "upstream_timeout");
        } catch (IOException e) {
            throw new Refusal(502, "upstream_unreachable");
        }
    }

    private synchronized void enter() throws Refusal {
        if (!open) return;
        if (probing || System.nanoTime() - openUntilNs < 0) {
            throw new Refusal(503, "circuit_open", Map.of("Retry-After", "1"));
        }
        probing = true;
    }

    private synchronized void leave(boolean success) {
        probing = false;
        failed = success ? 0 : failed + 1;
        open = failed >= FAILED_REQUESTS;
        openUntilNs = System.nanoTime() + OPEN_NS;
    }

    private static void sleep(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
