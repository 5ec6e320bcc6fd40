// JSON: a document of records is cut into tokens, parsed and summed up.
#include "bench.h"

#include <cctype>
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

constexpr long RECORDS = 40;

const std::unordered_map<char, char> ESCAPES = {
    {'"', '"'}, {'\\', '\\'}, {'/', '/'}, {'b', '\b'}, {'f', '\f'}, {'n', '\n'}, {'r', '\r'}, {'t', '\t'},
};

// Text is UTF-32, one unit for each character, as Python counts.
using Text = std::u32string;

struct ParseError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

bool is_one_of(char32_t c, const char *set) {
    for (; *set; set++)
        if (c == (char32_t)*set) return true;
    return false;
}

struct Token {
    Text kind, text;

    Token(Text kind, Text text) : kind(std::move(kind)), text(std::move(text)) {}
};

struct Tokenizer {
    const Text &text;
    size_t position = 0;

    Tokenizer(const Text &text) : text(text) {}

    std::vector<std::unique_ptr<Token>> tokens() {
        std::vector<std::unique_ptr<Token>> result;
        while (position < text.size()) {
            char32_t c = text[position];
            if (is_one_of(c, " \t\r\n")) {
                position++;
            } else if (is_one_of(c, "{}[]:,")) {
                result.push_back(std::make_unique<Token>(Text(1, c), Text(1, c)));
                position++;
            } else if (c == '"') {
                result.push_back(std::make_unique<Token>(U"string", read_string()));
            } else if (c == '-' || (c < 128 && std::isdigit(c))) {
                result.push_back(std::make_unique<Token>(U"number", read_number()));
            } else if (c < 128 && std::isalpha(c)) {
                result.push_back(std::make_unique<Token>(U"word", read_word()));
            } else {
                throw ParseError("unexpected character");
            }
        }
        result.push_back(std::make_unique<Token>(U"end", U""));
        return result;
    }

    Text read_string() {
        position++;
        size_t start = position;
        Text result;
        while (true) {
            char32_t c = text[position];
            if (c == '"') {
                result.append(text, start, position - start);
                position++;
                return result;
            }
            if (c == '\\') {
                result.append(text, start, position - start);
                char32_t escape = text[position + 1];
                if (escape == 'u') {
                    std::string digits(text.begin() + position + 2, text.begin() + position + 6);
                    result.push_back(std::stoul(digits, nullptr, 16));
                    position += 6;
                } else {
                    result.push_back(ESCAPES.at(escape));
                    position += 2;
                }
                start = position;
            } else {
                position++;
            }
        }
    }

    Text read_number() {
        size_t start = position++;
        while (position < text.size() && is_one_of(text[position], "0123456789.eE+-")) position++;
        return text.substr(start, position - start);
    }

    Text read_word() {
        size_t start = position;
        while (position < text.size() && text[position] < 128 && std::isalpha(text[position]))
            position++;
        return text.substr(start, position - start);
    }
};

using Names = std::unordered_map<Text, long>;

struct Value {
    virtual ~Value() = default;
    virtual long summarize(Names &names) const = 0;
};

using ValueRef = std::unique_ptr<Value>;

struct Null : Value {
    long summarize(Names &) const override { return 1; }
};

struct Bool : Value {
    bool value;
    Bool(bool value) : value(value) {}
    long summarize(Names &) const override { return value ? 2 : 3; }
};

struct Int : Value {
    long value;
    Int(long value) : value(value) {}
    long summarize(Names &) const override { return value; }
};

struct Float : Value {
    double value;
    Float(double value) : value(value) {}
    long summarize(Names &) const override { return (long)(value * 1000.0); }
};

struct String : Value {
    Text value;
    String(Text value) : value(std::move(value)) {}
    long summarize(Names &) const override { return value.size() + value[0]; }
};

struct Array : Value {
    std::vector<ValueRef> items;
    long summarize(Names &names) const override {
        long total = 0;
        for (auto &item : items) total += item->summarize(names);
        return total;
    }
};

struct Object : Value {
    std::unordered_map<Text, ValueRef> members;
    long summarize(Names &names) const override {
        long total = 0;
        for (auto &[name, item] : members) {
            names[name]++;
            total += item->summarize(names);
        }
        return total;
    }
};

struct Parser {
    const std::vector<std::unique_ptr<Token>> &tokens;
    size_t position = 0;

    Parser(const std::vector<std::unique_ptr<Token>> &tokens) : tokens(tokens) {}

    const Text &peek() const { return tokens[position]->kind; }

    const Text &take(const Text &kind) {
        const Token &token = *tokens[position];
        if (token.kind != kind) throw ParseError("unexpected token");
        position++;
        return token.text;
    }

    ValueRef parse_document() {
        ValueRef value = parse_value();
        take(U"end");
        return value;
    }

    ValueRef parse_value() {
        const Text &kind = peek();
        if (kind == U"{") return parse_object();
        if (kind == U"[") return parse_array();
        if (kind == U"string") return std::make_unique<String>(take(U"string"));
        if (kind == U"number") return parse_number();
        return parse_word();
    }

    ValueRef parse_object() {
        auto object = std::make_unique<Object>();
        take(U"{");
        while (peek() != U"}") {
            const Text &name = take(U"string");
            take(U":");
            object->members[name] = parse_value();
            if (peek() == U",") take(U",");
        }
        take(U"}");
        return object;
    }

    ValueRef parse_array() {
        auto array = std::make_unique<Array>();
        take(U"[");
        while (peek() != U"]") {
            array->items.push_back(parse_value());
            if (peek() == U",") take(U",");
        }
        take(U"]");
        return array;
    }

    ValueRef parse_number() {
        const Text &text = take(U"number");
        std::string digits(text.begin(), text.end());
        if (digits.find_first_of(".eE") != std::string::npos)
            return std::make_unique<Float>(std::strtod(digits.c_str(), nullptr));
        return std::make_unique<Int>(std::strtol(digits.c_str(), nullptr, 10));
    }

    ValueRef parse_word() {
        const Text &word = take(U"word");
        if (word == U"true") return std::make_unique<Bool>(true);
        if (word == U"false") return std::make_unique<Bool>(false);
        if (word == U"null") return std::make_unique<Null>();
        throw ParseError("unknown word");
    }
};

Text make_document(long records) {
    std::string text = "[";
    for (long i = 0; i < records; i++) {
        std::string number = std::to_string(i);
        if (i > 0) text += ",\n ";
        text += "{\"id\": " + number + ", \"name\": \"record \\\"" + number +
                "\\\"\", \"unit\": \"\\u00b5m\\t\",\n  \"size\": [" + std::to_string(i * 3) + ", " +
                std::to_string(-i) + ", " + number + ".25, " + number + "5e-1], \"tags\": [\"a" +
                std::to_string(i % 7) + "\", \"b\"],\n  \"parent\": {\"id\": " +
                std::to_string(i / 2) + ", \"known\": true, \"last\": false},\n  \"next\": null}";
    }
    text += "]";
    return Text(text.begin(), text.end());
}

long run(long n) {
    Text document = make_document(RECORDS);
    long total = 0;
    for (long i = 0; i < n; i++) {
        Names names;
        auto tokens = Tokenizer(document).tokens();
        total += Parser(tokens).parse_document()->summarize(names);
        for (auto &[name, count] : names) total += name.size() * count;
    }
    return total;
}

}  // namespace

int main(int argc, char **argv) { return bench_main(argc, argv, run); }
