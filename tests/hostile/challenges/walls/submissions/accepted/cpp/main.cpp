// Sent right behind every attack in this language, and the next in its box.
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>

int main() {
    std::string line;
    std::getline(std::cin, line);
    bool empty = std::filesystem::is_empty("/box/tmp") && std::filesystem::is_empty("/dev/shm");
    std::puts(line == "1 2" && empty ? "contained" : "something was left, or the input was another");
}
