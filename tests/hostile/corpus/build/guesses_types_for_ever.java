// tries: nest calls so that the compiler has to try two to the power of many meanings
// must: compile_error build_failed | compile_error out_of_memory | compile_error cpu_time | compile_error wall_time
import java.util.concurrent.Callable;
import java.util.function.Supplier;

public class Main {
    static <T> T f(Supplier<T> s) { return s.get(); }
    static <T> T f(Callable<T> s) { return null; }

    public static void main(String[] args) {
        Object o = f(() -> f(() -> f(() -> f(() -> f(() -> f(() -> f(() -> f(() -> f(() -> f(() -> f(() -> f(() ->
            f(() -> f(() -> f(() -> f(() -> f(() -> f(() -> f(() -> f(() -> "x"))))))))))))))))))));
        System.out.println(o);
    }
}
