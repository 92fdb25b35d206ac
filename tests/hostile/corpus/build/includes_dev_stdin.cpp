// tries: have the compiler wait for ever for its standard input, or read what came to the supervisor there
// must: accepted
#include "/dev/stdin"
#include <cstdio>
int main() { std::puts("contained"); }
