// tries: have the compiler make two to the power of thirty classes out of eight lines
// must: compile_error out_of_memory | compile_error cpu_time | compile_error wall_time
template <int depth, long which>
struct Bomb {
    Bomb<depth - 1, 2 * which> left;
    Bomb<depth - 1, 2 * which + 1> right;
};
template <long which>
struct Bomb<0, which> {
    char end;
};
int main() { return sizeof(Bomb<30, 0>) > 0; }
