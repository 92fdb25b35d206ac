#include <iostream>
#include <string>

int main() {
    std::string command;
    while (std::getline(std::cin, command)) {
        engine.submit(command);
    }
    std::cout << "BOOK\n";
}
