#include <iostream>
#include <string>

int main() {
    std::unordered_map<std::string, std::string> entries;
    std::string time, command, key, value;
    while (std::cin >> time >> command >> key >> value) {
        entries[key] = value;
        std::cout << "OK" << std::endl;
    }
}
