#include <cstdint>
#include <iostream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

class Cache {
public:
    explicit Cache(std::size_t capacity) : capacity_(capacity) {}

    // Executes one command and returns the line to print.
    std::string run(std::int64_t now, const std::string& command, const std::vector<std::string>& args) {
        throw std::logic_error("not implemented");
    }

private:
    std::size_t capacity_;
};

int main() {
    std::ios::sync_with_stdio(false);
    std::string line;
    std::getline(std::cin, line);
    Cache cache(std::stoul(line));
    while (std::getline(std::cin, line)) {
        std::istringstream words(line);
        std::int64_t time;
        std::string command;
        words >> time >> command;
        std::vector<std::string> args{std::istream_iterator<std::string>(words), {}};
        std::cout << cache.run(time, command, args) << '\n';
    }
}
