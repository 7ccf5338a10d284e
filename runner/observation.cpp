// The one JSON codec of observations: each struct's keys stand once, in EachField, and serve both
// ways.
#include "runner/observation.h"

#include <array>
#include <charconv>
#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>

#include "runner/json_quote.h"
#include "runner/json_text.h"
#include "runner/observation_fields.h"

namespace wfx {
namespace {

using Origin = ContentRun::Origin;

constexpr std::array<std::pair<std::string_view, Origin>, 5> kOrigins{{
    {"fill", Origin::kFill},
    {"write", Origin::kWrite},
    {"zero", Origin::kZero},
    {"other", Origin::kOther},
    {"unread", Origin::kUnread},
}};

template <typename T>
const T& Defaults() {
  static const T defaults{};
  return defaults;
}

class Writer {
 public:
  Writer() { text_.reserve(kUsualLength); }
  std::string Take() { return std::move(text_); }

  void Value(bool value) { text_ += std::string_view(value ? "true" : "false"); }
  void Value(std::integral auto value) {
    std::array<char, 24> digits;
    const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    text_.append(digits.data(), result.ptr);
  }
  void Value(Origin value) {
    for (const auto& [name, origin] : kOrigins) {
      if (origin == value) AppendQuoted(text_, name);
    }
  }
  void Value(const std::string& value) { AppendQuoted(text_, value); }
  template <typename T>
  void Value(const std::optional<T>& value) {
    Value(*value);
  }
  template <typename T>
  void Value(const std::vector<T>& values) {
    text_ += '[';
    for (const T& value : values) {
      Separate();
      Value(value);
    }
    text_ += ']';
  }
  template <typename T>
  requires std::is_class_v<T>
  void Value(const T& object) {
    text_ += '{';
    observation::EachField(observation::Keys<T>(), [&](std::string_view key, auto member) {
      if (object.*member == Defaults<T>().*member) return;
      text_ += text_.back() == '{' ? std::string_view("\"") : std::string_view(",\"");
      text_ += key;
      text_ += std::string_view("\":");
      Value(object.*member);
    });
    text_ += '}';
  }

 private:
  void Separate() {
    if (text_.back() != '[') text_ += ',';
  }

  static constexpr std::size_t kUsualLength = 1024;  // of a scenario with one write
  std::string text_;
};

class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file) {}

  void Value(const JsonNode& node, std::string_view key, bool& value) {
    Require(node, key, node.kind == JsonNode::Kind::kBool, "true or false");
    value = node.boolean;
  }
  template <std::unsigned_integral T>
  void Value(const JsonNode& node, std::string_view key, T& value) {
    constexpr T kMost = std::numeric_limits<T>::max();
    const bool fits =
        node.kind == JsonNode::Kind::kInteger && node.number >= 0 && node.unsigned_integer <= kMost;
    Require(node, key, fits, "a whole number from 0 to " + std::to_string(kMost));
    value = static_cast<T>(node.unsigned_integer);
  }
  void Value(const JsonNode& node, std::string_view key, std::int64_t& value) {
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    const bool fits = node.kind == JsonNode::Kind::kInteger &&
                      (node.number < 0 || node.unsigned_integer <= kMost);
    Require(node, key, fits, "a whole number that fits into 64 bits");
    value = node.integer;
  }
  void Value(const JsonNode& node, std::string_view key, int& value) {
    const bool fits =
        node.kind == JsonNode::Kind::kInteger && node.number >= 0 &&
        node.unsigned_integer <= static_cast<unsigned>(std::numeric_limits<int>::max());
    Require(node, key, fits, "a line number");
    value = static_cast<int>(node.unsigned_integer);
  }
  void Value(const JsonNode& node, std::string_view key, Origin& value) {
    Require(node, key, node.kind == JsonNode::Kind::kString, kOriginNames);
    for (const auto& [name, origin] : kOrigins) {
      if (node.string != name) continue;
      value = origin;
      return;
    }
    Require(node, key, false, kOriginNames);
  }
  void Value(const JsonNode& node, std::string_view key, std::string& value) {
    Require(node, key, node.kind == JsonNode::Kind::kString, "a text");
    value = node.string;
  }
  template <typename T>
  void Value(const JsonNode& node, std::string_view key, std::optional<T>& value) {
    Value(node, key, value.emplace(T{}));
  }
  template <typename T>
  void Value(const JsonNode& node, std::string_view key, std::vector<T>& values) {
    Require(node, key, node.kind == JsonNode::Kind::kArray, "a list");
    values.reserve(node.items.size());
    for (const JsonNode& item : node.items) Value(item, key, values.emplace_back());
  }
  template <typename T>
  requires std::is_class_v<T>
  void Value(const JsonNode& node, std::string_view key, T& object) {
    Require(node, key, node.kind == JsonNode::Kind::kObject, "an object");
    observation::EachField(observation::Keys<T>(), [&](std::string_view name, auto member) {
      if (const JsonNode* value = node.Find(name)) Value(*value, name, object.*member);
    });
  }

 private:
  static constexpr const char* kOriginNames =
      "\"fill\", \"write\", \"zero\", \"other\" or \"unread\"";

  void Require(const JsonNode& node, std::string_view key, bool holds,
               const std::string& right) const {
    if (holds) return;
    throw JsonError(file_, node.line,
                    "\"" + std::string(key) + "\" is " + node.Describe() + "; right is " + right);
  }

  const std::string& file_;
};

}  // namespace

std::string ToJsonText(const Observation& observation) {
  Writer writer;
  writer.Value(observation);
  return writer.Take();
}

Observation ObservationFromJson(const JsonNode& node, const std::string& file) {
  Observation observation;
  Reader(file).Value(node, "observation", observation);
  return observation;
}

}  // namespace wfx
