// Text: the words of some pages are counted and listed, the most frequent first.
#include "bench.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

constexpr long LINES = 60;
const std::vector<std::string> WORDS = {
    "the", "of", "and", "compiler", "a", "interpreter", "in", "to", "Python", "is",
    "typed", "object", "number", "it", "list", "that", "string", "dictionary", "call",
    "loop", "method", "native", "code", "for", "slow", "fast", "as", "with", "but",
};

using Strings = std::vector<std::string>;
using Counts = std::unordered_map<std::string, long>;
using Places = std::unordered_map<std::string, std::vector<long>>;

std::string join(const std::string &separator, const Strings &parts) {
    std::string result;
    for (size_t i = 0; i < parts.size(); i++) {
        if (i > 0) result += separator;
        result += parts[i];
    }
    return result;
}

Strings split(const std::string &text, char separator) {
    Strings parts;
    size_t start = 0;
    for (size_t end; (end = text.find(separator, start)) != std::string::npos; start = end + 1)
        parts.push_back(text.substr(start, end - start));
    parts.push_back(text.substr(start));
    return parts;
}

std::string lower(std::string text) {
    for (char &c : text) c = std::tolower((unsigned char)c);
    return text;
}

std::string capitalize(std::string text) {
    text = lower(std::move(text));
    text[0] = std::toupper((unsigned char)text[0]);
    return text;
}

std::string strip(const std::string &text, const char *what) {
    size_t start = text.find_first_not_of(what);
    if (start == std::string::npos) return "";
    return text.substr(start, text.find_last_not_of(what) - start + 1);
}

std::string right(std::string text, size_t width) {
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string make_page(long seed) {
    long state = seed;
    Strings lines;
    for (long i = 0; i < LINES; i++) {
        Strings words;
        long count = 8 + state % 5;
        for (long j = 0; j < count; j++) {
            state = (state * 1103515245 + 12345) % 2147483648;
            std::string word = WORDS[(state >> 8) % WORDS.size()];
            if (state % 7 == 0) word = capitalize(word) + ",";
            words.push_back(word);
        }
        lines.push_back(join(" ", words) + ".");
    }
    return join("\n", lines);
}

Counts count_words(const std::string &page) {
    Counts counts;
    for (auto &line : split(page, '\n'))
        for (auto &word : split(line, ' ')) counts[lower(strip(word, ".,"))]++;
    return counts;
}

Places find_lines(const std::string &page) {
    Places found;
    long number = 0;
    for (auto &line : split(page, '\n')) found[lower(line.substr(0, line.find(' ')))].push_back(++number);
    return found;
}

std::string make_list(const Counts &counts, const Places &found) {
    size_t longest = 0;
    std::vector<std::pair<long, std::string>> ranked;
    for (auto &[word, count] : counts) {
        longest = std::max(longest, word.size());
        ranked.emplace_back(-count, word);
    }
    std::sort(ranked.begin(), ranked.end());
    Strings lines;
    long rank = 0;
    for (auto &[count, word] : ranked) {
        Strings numbers;
        if (auto at = found.find(word); at != found.end())
            for (long number : at->second) numbers.push_back(std::to_string(number));
        std::string padding(longest - word.size(), ' ');
        std::string counted =
            right(std::to_string(-count), 4) + " times; begins [" + join(", ", numbers) + "]";
        lines.push_back(right(std::to_string(++rank), 3) + ". " + word + padding + " " + counted);
    }
    return join("\n", lines);
}

long checksum(const std::string &text) {
    long total = 0;
    for (unsigned char c : text) total = (total * 31 + c) % 1000003;
    return total;
}

long run(long n) {
    long total = 0;
    for (long seed = 0; seed < n; seed++) {
        std::string page = make_page(seed);
        total += checksum(make_list(count_words(page), find_lines(page)));
    }
    return total;
}

}  // namespace

int main(int argc, char **argv) { return bench_main(argc, argv, run); }
