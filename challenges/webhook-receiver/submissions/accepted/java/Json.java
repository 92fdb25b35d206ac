import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A small JSON parser: Map, List, String, BigDecimal, Boolean, NULL. */
final class Json {
    static final Object NULL = new Object();

    private static final Object BROKEN = null;
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,4})?");
    private static final int DEEPEST = 100;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** The value, or null if it is not JSON. */
    static Object parse(byte[] body) {
        try {
            Json json = new Json(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
            Object value = json.value(0);
            json.skip();
            return json.at == json.text.length() ? value : BROKEN;
        } catch (CharacterCodingException | IllegalArgumentException | IndexOutOfBoundsException problem) {
            return BROKEN;
        }
    }

    private void skip() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char next() {
        skip();
        return text.charAt(at);
    }

    private void take(char wanted) {
        if (next() != wanted) {
            throw new IllegalArgumentException("expected " + wanted + " at " + at);
        }
        at++;
    }

    private boolean took(char wanted) {
        boolean there = next() == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private Object value(int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("too deep");
        }
        return switch (next()) {
            case '{' -> object(depth);
            case '[' -> list(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", NULL);
            default -> number();
        };
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> members = new HashMap<>();
        take('{');
        if (took('}')) {
            return members;
        }
        do {
            next();
            String name = string();
            take(':');
            members.put(name, value(depth + 1));
        } while (took(','));
        take('}');
        return members;
    }

    private List<Object> list(int depth) {
        List<Object> elements = new ArrayList<>();
        take('[');
        if (took(']')) {
            return elements;
        }
        do {
            elements.add(value(depth + 1));
        } while (took(','));
        take(']');
        return elements;
    }

    private String string() {
        take('"');
        StringBuilder found = new StringBuilder();
        for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
            if (c < ' ') {
                throw new IllegalArgumentException("control character in a string");
            }
            found.append(c == '\\' ? escaped() : c);
        }
        return found.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        if (c == 'u') {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        int place = "\"\\/bfnrt".indexOf(c);
        return "\"\\/\b\f\n\r\t".charAt(place);
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw new IllegalArgumentException("no word at " + at);
        }
        at += word.length();
        return value;
    }

    private BigDecimal number() {
        Matcher matcher = NUMBER.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw new IllegalArgumentException("no value at " + at);
        }
        at = matcher.end();
        return new BigDecimal(matcher.group());
    }
}
