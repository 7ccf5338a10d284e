#include <sstream>

#include "runner/json_text.h"

namespace wfx {
namespace {

std::string Article(JsonNode::Kind kind) {
  switch (kind) {
    case JsonNode::Kind::kNull:
      return "null";
    case JsonNode::Kind::kBool:
      return "true or false";
    case JsonNode::Kind::kInteger:
      return "a whole number";
    case JsonNode::Kind::kNumber:
      return "a number";
    case JsonNode::Kind::kString:
      return "a text";
    case JsonNode::Kind::kArray:
      return "a list";
    case JsonNode::Kind::kObject:
      return "an object";
  }
  return "a value";
}

const JsonNode& Demand(const JsonNode& node, JsonNode::Kind kind, const std::string& file) {
  if (node.kind != kind) {
    throw JsonError(file, node.line, "expected " + Article(kind) + ", found " + node.Describe());
  }
  return node;
}

// Runs an accessor of a member, and names the member in what it throws.
template <typename Accessor>
decltype(auto) Named(std::string_view key, Accessor accessor) {
  try {
    return accessor();
  } catch (const JsonError& error) {
    throw JsonError(error.file, error.line, "\"" + std::string(key) + "\": " + error.message);
  }
}

}  // namespace

std::string OnOneLine(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20) {
      shown += c;
    } else {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      shown += std::string("\\u00") + kDigits[byte >> 4] + kDigits[byte & 15];
    }
  }
  return shown;
}

const JsonNode* JsonNode::Find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::string JsonNode::Describe() const {
  switch (kind) {
    case Kind::kBool:
      return boolean ? "true" : "false";
    case Kind::kInteger:
      return "the number " +
             (integer < 0 ? std::to_string(integer) : std::to_string(unsigned_integer));
    case Kind::kNumber: {
      std::ostringstream shown;
      shown << number;
      return "the number " + shown.str();
    }
    case Kind::kString:
      return "the text \"" + (string.size() > 60 ? string.substr(0, 60) + "..." : string) + "\"";
    default:
      return Article(kind);
  }
}

bool JsonNode::AsBool(const std::string& file) const {
  return Demand(*this, Kind::kBool, file).boolean;
}

std::int64_t JsonNode::AsInteger(const std::string& file) const {
  Demand(*this, Kind::kInteger, file);
  if (integer == 0 && unsigned_integer != 0) {
    throw JsonError(file, line, "expected at most 9223372036854775807, found " + Describe());
  }
  return integer;
}

std::uint64_t JsonNode::AsUnsigned(const std::string& file) const {
  Demand(*this, Kind::kInteger, file);
  if (integer < 0) throw JsonError(file, line, "expected 0 or more, found " + Describe());
  return unsigned_integer;
}

double JsonNode::AsNumber(const std::string& file) const {
  return kind == Kind::kInteger ? number : Demand(*this, Kind::kNumber, file).number;
}

const std::string& JsonNode::AsString(const std::string& file) const {
  return Demand(*this, Kind::kString, file).string;
}

const std::vector<JsonNode>& JsonNode::AsItems(const std::string& file) const {
  return Demand(*this, Kind::kArray, file).items;
}

const JsonNode& JsonNode::Get(std::string_view key, const std::string& file) const {
  Demand(*this, Kind::kObject, file);
  const JsonNode* node = Find(key);
  if (node == nullptr)
    throw JsonError(file, line, "this object lacks the key \"" + std::string(key) + "\"");
  return *node;
}

bool JsonNode::GetBool(std::string_view key, const std::string& file) const {
  return Named(key, [&] { return Get(key, file).AsBool(file); });
}
std::int64_t JsonNode::GetInteger(std::string_view key, const std::string& file) const {
  return Named(key, [&] { return Get(key, file).AsInteger(file); });
}
std::uint64_t JsonNode::GetUnsigned(std::string_view key, const std::string& file) const {
  return Named(key, [&] { return Get(key, file).AsUnsigned(file); });
}
double JsonNode::GetNumber(std::string_view key, const std::string& file) const {
  return Named(key, [&] { return Get(key, file).AsNumber(file); });
}
const std::string& JsonNode::GetString(std::string_view key, const std::string& file) const {
  return Named(key, [&]() -> const std::string& { return Get(key, file).AsString(file); });
}
const std::vector<JsonNode>& JsonNode::GetItems(std::string_view key,
                                                const std::string& file) const {
  return Named(key, [&]() -> const std::vector<JsonNode>& { return Get(key, file).AsItems(file); });
}

bool JsonNode::GetBool(std::string_view key, const std::string& file, bool absent) const {
  return Find(key) == nullptr ? absent : GetBool(key, file);
}
std::int64_t JsonNode::GetInteger(std::string_view key, const std::string& file,
                                  std::int64_t absent) const {
  return Find(key) == nullptr ? absent : GetInteger(key, file);
}
std::uint64_t JsonNode::GetUnsigned(std::string_view key, const std::string& file,
                                    std::uint64_t absent) const {
  return Find(key) == nullptr ? absent : GetUnsigned(key, file);
}
double JsonNode::GetNumber(std::string_view key, const std::string& file, double absent) const {
  return Find(key) == nullptr ? absent : GetNumber(key, file);
}
std::string JsonNode::GetString(std::string_view key, const std::string& file,
                                const std::string& absent) const {
  return Find(key) == nullptr ? absent : GetString(key, file);
}

}  // namespace wfx
