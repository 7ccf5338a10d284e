// JSON text as a tree that knows where everything stands, so that each error can name file and
// line.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wfx {

// `text` as part of a message: control characters that it brings along are shown escaped, so that
// the message stays one line.
std::string OnOneLine(std::string_view text);

// What is wrong in a JSON text, and where. `what()` is "FILE:LINE: message"; the message is one
// line, whatever of the text it quotes.
class JsonError : public std::runtime_error {
 public:
  JsonError(const std::string& in_file, int at_line, const std::string& what_is_wrong)
      : std::runtime_error(in_file + ":" + std::to_string(at_line) + ": " +
                           OnOneLine(what_is_wrong)),
        file(in_file),
        line(at_line),
        message(OnOneLine(what_is_wrong)) {}
  std::string file;
  int line;
  std::string message;
};

// One value. Members keep the order of the file.
struct JsonNode {
  enum class Kind { kNull, kBool, kInteger, kNumber, kString, kArray, kObject };
  Kind kind = Kind::kNull;
  int line = 1;  // where its first token stands
  bool boolean = false;
  std::int64_t integer = 0;            // kInteger within int64
  std::uint64_t unsigned_integer = 0;  // kInteger that is >= 0
  double number = 0;                   // kNumber and kInteger
  std::string string;
  std::vector<JsonNode> items;                            // kArray
  std::vector<std::pair<std::string, JsonNode>> members;  // kObject
  std::vector<int> member_lines;                          // line of each key

  // Defined below the struct: Clang instantiates `members` where an implicit one is needed, too
  // early.
  JsonNode();
  JsonNode(const JsonNode&);
  JsonNode(JsonNode&&) noexcept;
  JsonNode& operator=(const JsonNode&);
  JsonNode& operator=(JsonNode&&) noexcept;
  ~JsonNode();

  const JsonNode* Find(
      std::string_view key) const;  // null when there is none, or this is no object

  // What a person would call it, for messages: "the text \"x\"", "the number 5", "an object",
  // "true".
  std::string Describe() const;

  // The value itself. Each throws JsonError at this line: what stands here and what would be right.
  bool AsBool(const std::string& file) const;
  std::int64_t AsInteger(const std::string& file) const;
  std::uint64_t AsUnsigned(const std::string& file) const;
  double AsNumber(const std::string& file) const;
  const std::string& AsString(const std::string& file) const;
  const std::vector<JsonNode>& AsItems(const std::string& file) const;

  // The member `key`. Each throws JsonError that also names the key; a missing member is an error.
  const JsonNode& Get(std::string_view key, const std::string& file) const;
  bool GetBool(std::string_view key, const std::string& file) const;
  std::int64_t GetInteger(std::string_view key, const std::string& file) const;
  std::uint64_t GetUnsigned(std::string_view key, const std::string& file) const;
  double GetNumber(std::string_view key, const std::string& file) const;
  const std::string& GetString(std::string_view key, const std::string& file) const;
  const std::vector<JsonNode>& GetItems(std::string_view key, const std::string& file) const;

  // The same with a value for a member that is not there. One of the wrong type is still an error.
  bool GetBool(std::string_view key, const std::string& file, bool absent) const;
  std::int64_t GetInteger(std::string_view key, const std::string& file, std::int64_t absent) const;
  std::uint64_t GetUnsigned(std::string_view key, const std::string& file,
                            std::uint64_t absent) const;
  double GetNumber(std::string_view key, const std::string& file, double absent) const;
  std::string GetString(std::string_view key, const std::string& file,
                        const std::string& absent) const;
};

inline JsonNode::JsonNode() = default;
inline JsonNode::JsonNode(const JsonNode&) = default;
inline JsonNode::JsonNode(JsonNode&&) noexcept = default;
inline JsonNode& JsonNode::operator=(const JsonNode&) = default;
inline JsonNode& JsonNode::operator=(JsonNode&&) noexcept = default;
inline JsonNode::~JsonNode() = default;

// Parses strict JSON (no comments, no duplicate keys, at most 64 values inside each other); a UTF-8
// byte order mark is accepted. Throws JsonError.
JsonNode ParseJson(std::string_view text, const std::string& file);

}  // namespace wfx
