import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The catalogue behind attempts, retries and the circuit breaker. */
class Upstream {
    private static final long ATTEMPT_MS = 1200;
    private static final long[] BEFORE_RETRIES_MS = {50, 100};
    private static final int FAILED_REQUESTS = 5;
    private static final long OPEN_NS = 700_000_000;

    private final String url;
    private final HttpClient client;
    private int failed;
    private boolean open;
    private long openUntilNs;
    private boolean probing;

    Upstream(String url) {
        // Left to itself, the client repeats a GET whose connection breaks before the answer.
        System.setProperty("jdk.httpclient.redirects.retrylimit", "1");
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "connection");
        this.url = url;
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
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
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + call.target()))
            .method(call.method(), HttpRequest.BodyPublishers.ofByteArray(call.body()));
        call.headers().forEach(request::header);
        request.setHeader("Connection", "close");
        CompletableFuture<HttpResponse<byte[]>> sent =
            client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> response = sent.get(ATTEMPT_MS, TimeUnit.MILLISECONDS);
            Headers headers = new Headers(response.headers().map()).passedOn("Content-Length", "X-Request-Id");
            return new Answer(response.statusCode(), headers, response.body());
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw new Refusal(504, "upstream_timeout");
        } catch (ExecutionException | InterruptedException e) {
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
