#include "runner/json_text.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

namespace wfx {
namespace {

constexpr std::size_t kDeepest = 64;

// Walks the text and shares how far the lexer has read.
struct ReadingIterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  const char* at;
  const char** furthest;

  reference operator*() const { return *at; }
  ReadingIterator& operator++() {
    *furthest = ++at;
    return *this;
  }
  ReadingIterator operator++(int) {
    ReadingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const ReadingIterator& other) const { return at == other.at; }
  bool operator!=(const ReadingIterator& other) const { return at != other.at; }
};

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsWordPart(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '+' ||
         c == '-' || c == '.';
}

// Builds the tree from the events of nlohmann's parser, and explains what is wrong in our own
// words.
class TreeBuilder {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  TreeBuilder(std::string_view text, const std::string& file, const char* const* furthest)
      : file_(file),
        begin_(text.data()),
        end_(text.data() + text.size()),
        counted_(text.data()),
        token_end_(text.data()),
        furthest_(furthest) {}

  JsonNode TakeRoot() { return std::move(root_); }

  bool null() {
    Add(JsonNode::Kind::kNull);
    return true;
  }
  bool boolean(bool value) {
    Add(JsonNode::Kind::kBool).boolean = value;
    return true;
  }
  bool number_integer(number_integer_t value) {
    JsonNode& node = Add(JsonNode::Kind::kInteger, true);
    node.integer = value;
    node.number = static_cast<double>(value);
    return true;
  }
  bool number_unsigned(number_unsigned_t value) {
    JsonNode& node = Add(JsonNode::Kind::kInteger, true);
    node.unsigned_integer = value;
    node.number = static_cast<double>(value);
    constexpr auto kMost = static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max());
    if (value <= kMost) node.integer = static_cast<std::int64_t>(value);
    return true;
  }
  bool number_float(number_float_t value, const string_t&) {
    Add(JsonNode::Kind::kNumber, true).number = value;
    return true;
  }
  bool string(string_t& value) {
    Add(JsonNode::Kind::kString).string = std::move(value);
    return true;
  }
  bool binary(binary_t&) { return false; }  // no text has it
  bool start_object(std::size_t) { return Open(JsonNode::Kind::kObject); }
  bool end_object() { return Close(); }
  bool start_array(std::size_t) { return Open(JsonNode::Kind::kArray); }
  bool end_array() { return Close(); }

  bool key(string_t& value) {
    Advance(false);
    JsonNode& object = *open_.back();
    for (std::size_t i = 0; i < object.members.size(); ++i) {
      if (object.members[i].first == value) {
        throw JsonError(file_, line_,
                        "key \"" + value + "\" stands twice in one object; the first is in line " +
                            std::to_string(object.member_lines[i]));
      }
    }
    object.members.emplace_back(std::move(value), JsonNode());
    object.member_lines.push_back(line_);
    key_waits_ = true;
    return true;
  }

  template <typename Exception>
  bool parse_error(std::size_t, const std::string&, const Exception&) {
    Explain();
  }

 private:
  // Brings the line up to the token just read. After a number the lexer has read one character too
  // many.
  void Advance(bool number) {
    token_end_ = *furthest_;
    if (number && !IsDigit(token_end_[-1])) --token_end_;
    line_ += static_cast<int>(std::count(counted_, token_end_, '\n'));
    counted_ = token_end_;
  }

  JsonNode& Add(JsonNode::Kind kind, bool number = false) {
    Advance(number);
    JsonNode* node = &root_;
    if (!open_.empty()) {
      JsonNode& parent = *open_.back();
      node = key_waits_ ? &parent.members.back().second : &parent.items.emplace_back();
    }
    key_waits_ = false;
    node->kind = kind;
    node->line = line_;
    return *node;
  }

  bool Open(JsonNode::Kind kind) {
    open_.push_back(&Add(kind));
    if (open_.size() > kDeepest) {
      throw JsonError(file_, line_,
                      "more than " + std::to_string(kDeepest) + " values inside each other");
    }
    return true;
  }

  bool Close() {
    Advance(false);
    open_.pop_back();
    return true;
  }

  // Where the parser stopped: the punctuation since the last good token, and the token that did not
  // fit.
  [[noreturn]] void Explain() {
    char before = '\0';
    const char* token = token_end_;
    for (; token != end_; ++token) {
      const bool fits = (*token == ',' && before == '\0' && !key_waits_) ||
                        (*token == ':' && key_waits_ && before == '\0');
      if (fits && HasContent()) {
        before = *token;
      } else if (!IsSpace(*token)) {
        break;
      }
    }
    line_ += static_cast<int>(std::count(counted_, token, '\n'));
    throw JsonError(file_, line_, token == end_ ? AtEnd() : WhatIsWrong(before, token));
  }

  bool HasContent() const {
    return !open_.empty() && (!open_.back()->items.empty() || !open_.back()->members.empty());
  }

  std::string AtEnd() const {
    if (open_.empty()) return "the file is empty; expected a JSON value";
    const JsonNode& node = *open_.back();
    const bool object = node.kind == JsonNode::Kind::kObject;
    return std::string("the file ends inside the ") + (object ? "object" : "list") +
           " that begins in line " + std::to_string(node.line) + "; a '" + (object ? '}' : ']') +
           "' is missing";
  }

  std::string WhatIsWrong(char before, const char* token) const {
    if (std::string known = KnownMistake(before, token); !known.empty()) return known;
    return "found " + Shown(token) + " where " + Expected(before) + " was expected";
  }

  std::string KnownMistake(char before, const char* token) const {
    if (*token == '/' || *token == '#') return "comments are not JSON; remove this one";
    if (*token == '\'') return "text stands in double quotes in JSON, not in single ones";
    if (*token == '"' && (ValueFits(before) || KeyFits(before))) return BrokenString(token);
    if (before == ',' && (*token == '}' || *token == ']')) {
      return std::string("a comma stands before the closing '") + *token + "'; remove it";
    }
    if (IsDigit(*token) && token == token_end_ && token != begin_ && IsDigit(token[-1]))
      return "a number begins with 0; write it without";
    if ((IsDigit(*token) || *token == '-' || *token == '+' || *token == '.') && ValueFits(before)) {
      return Shown(token) +
             " is not a JSON number; quantities such as \"4 KiB\" stand in double quotes";
    }
    if (IsWordPart(*token) && ValueFits(before)) {
      return Shown(token) +
             " is not a JSON value; text stands in double quotes, and the words are true, false "
             "and null";
    }
    return {};
  }

  bool ValueFits(char before) const {
    if (open_.empty()) return root_.kind == JsonNode::Kind::kNull;
    if (open_.back()->kind == JsonNode::Kind::kObject) return before == ':';
    return before == ',' || open_.back()->items.empty();
  }

  bool KeyFits(char before) const {
    if (open_.empty() || open_.back()->kind != JsonNode::Kind::kObject || key_waits_) return false;
    return before == ',' || open_.back()->members.empty();
  }

  // A text would fit here, so the lexer gave up inside this one.
  std::string BrokenString(const char* token) const {
    const char* last = *furthest_ - 1;
    const char* line_end = std::find(token, end_, '\n');
    if (last >= line_end || *furthest_ == end_)
      return "this text is not closed by a double quote in its line";
    if (static_cast<unsigned char>(*last) < 0x20)
      return "a control character stands in this text; write it as \\u00XX or \\t";
    const char* escape =
        std::find(std::make_reverse_iterator(last + 1), std::make_reverse_iterator(token), '\\')
            .base();
    if (escape - 1 > token && last - escape < 5 && static_cast<unsigned char>(*last) < 0x80) {
      return std::string("\\") + *escape +
             " is no JSON escape here; a backslash itself is written \\\\";
    }
    return "this text is not valid UTF-8";
  }

  std::string Expected(char before) const {
    if (open_.empty())
      return root_.kind == JsonNode::Kind::kNull ? "a JSON value" : "the end of the file";
    const JsonNode& node = *open_.back();
    if (before == ':') return "a value for \"" + node.members.back().first + "\"";
    if (node.kind == JsonNode::Kind::kArray) {
      if (before == ',') return "a value";
      return node.items.empty() ? "a value or ']'" : "',' or ']'";
    }
    if (key_waits_) return "':' after the key \"" + node.members.back().first + "\"";
    if (before == ',') return "a key in double quotes";
    return node.members.empty() ? "a key in double quotes or '}'" : "',' or '}'";
  }

  std::string Shown(const char* token) const {
    constexpr std::ptrdiff_t kMost = 24;
    const char* end = token + 1;
    if (*token == '"') {
      end = std::find_if(token + 1, end_, [](char c) { return c == '"' || c == '\n'; });
      if (end - token <= kMost && end != end_ && *end == '"') return std::string(token, end + 1);
      return "a text";
    }
    const auto byte = static_cast<unsigned char>(*token);
    if (byte < 0x20 || byte >= 0x7F) return "a character that is not JSON";
    if (IsWordPart(*token)) end = std::find_if_not(token, end_, IsWordPart);
    return "'" + std::string(token, std::min(end, token + kMost)) + "'";
  }

  const std::string& file_;
  const char* begin_;
  const char* end_;
  const char* counted_;    // line_ is that of this place
  const char* token_end_;  // of the last token that fitted
  const char* const* furthest_;
  int line_ = 1;
  bool key_waits_ = false;  // a key was read, its value was not
  JsonNode root_;
  std::vector<JsonNode*> open_;  // stable: a container grows only while nothing inside it is open
};

}  // namespace

JsonNode ParseJson(std::string_view text, const std::string& file) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    throw JsonError(file, 1, "the file is UTF-16; save it as UTF-8");
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.empty()) throw JsonError(file, 1, "the file is empty; expected a JSON value");
  const char* furthest = text.data();
  TreeBuilder builder(text, file, &furthest);
  nlohmann::json::sax_parse(ReadingIterator{text.data(), &furthest},
                            ReadingIterator{text.data() + text.size(), &furthest}, &builder);
  return builder.TakeRoot();
}

}  // namespace wfx
