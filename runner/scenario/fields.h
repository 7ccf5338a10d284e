// Reads the members of one JSON object for the scenario reader, and reports everything that is
// wrong with them.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runner/json_text.h"
#include "runner/names.h"
#include "runner/scenario/catalogue.h"
#include "runner/scenario/quantity.h"
#include "runner/scenario/spelling.h"

namespace wfx {

// Where the errors of one file go.
class ErrorSink {
 public:
  ErrorSink(std::string file, std::vector<ReadError>& errors)
      : file_(std::move(file)), errors_(errors) {}
  // A message stays one line: control characters that a text of the file brings along are shown
  // escaped.
  void Add(int line, std::string_view message);
  // Removes the errors that quote one of `texts`: what is wrong with it has been said already.
  void DropFollowing(const std::set<std::string>& texts);
  const std::string& file() const { return file_; }

 private:
  std::string file_;
  std::vector<ReadError>& errors_;
};

// Gives a file that is one object to `read`; what else it is, and what is no JSON in it, is an
// error. `form` says what would be right: "a declaration is an object {...}".
template <std::invocable<const JsonNode&> Read>
void ReadObject(std::string_view text, std::string_view form, ErrorSink& errors, Read read) {
  try {
    const JsonNode root = ParseJson(text, errors.file());
    if (root.kind == JsonNode::Kind::kObject) {
      read(root);
    } else {
      errors.Add(root.line, std::string(form) + ", found " + root.Describe());
    }
  } catch (const JsonError& error) {
    errors.Add(error.line, error.message);
  }
}

// True for names people may give to things: lower-case letters, digits and underscores.
bool IsName(std::string_view text);

// One object. Every getter reports a member of the wrong type and then gives a default, so that
// reading goes on and all errors of a file are found at once. A key that no getter has asked for is
// unknown.
class Fields {
 public:
  // `what` is what messages call the object: "write", "file".
  Fields(const JsonNode& object, std::string what, ErrorSink& errors);

  const std::string& what() const { return what_; }
  ErrorSink& errors() { return errors_; }
  // Line of `key`, or of the object when it is not there.
  int LineOf(std::string_view key) const;
  // Null when there is none.
  const JsonNode* Find(std::string_view key);
  bool Has(std::string_view key) { return Find(key) != nullptr; }
  // Find, and reports a missing key, at last; `form` says what would be right.
  const JsonNode* Require(std::string_view key, std::string_view form);

  std::string Text(std::string_view key, std::string_view form);
  std::string Text(std::string_view key, std::string_view form, std::string_view absent);
  bool Bool(std::string_view key, bool absent);
  // A whole number within [least, most].
  std::uint32_t Number(std::string_view key, std::uint32_t least, std::uint32_t most,
                       std::uint32_t absent);
  // A quantity. A constant one outside [least, most] is reported.
  Quantity Size(std::string_view key, std::int64_t least, std::int64_t most);
  Quantity Size(std::string_view key, std::int64_t least, std::int64_t most, std::int64_t absent);
  std::optional<Quantity> SizeIfAny(std::string_view key, std::int64_t least, std::int64_t most);
  // A quantity from 0 to 2^64 - 1; a constant one outside is reported.
  Quantity UnsignedSize(std::string_view key);
  Duration Time(std::string_view key, std::string_view absent);

  // One of a few words.
  template <typename Value>
  Value Choice(std::string_view key,
               std::initializer_list<std::pair<std::string_view, Value>> words,
               std::optional<Value> absent = std::nullopt);

  // A list of constants of these kinds, or'ed.
  std::uint32_t Constants(std::string_view key, std::initializer_list<ConstantKind> kinds,
                          std::optional<std::uint32_t> absent);
  // One constant of this kind whose name begins with `prefix`.
  std::uint32_t OneConstant(std::string_view key, ConstantKind kind, std::string_view prefix,
                            std::uint32_t absent);

  // A value or a list of values: calls `take` for each.
  template <std::invocable<const JsonNode&> Take>
  void Each(std::string_view key, Take take);
  // A list and nothing else.
  template <std::invocable<const JsonNode&> Take>
  void EachOfList(std::string_view key, std::string_view form, Take take);

  // Reports `"key" in what: message` at the key's line.
  void Wrong(std::string_view key, const std::string& message);
  void Wrong(std::string_view key, int line, const std::string& message);
  // Reports that `key` is there, because of `why`.
  void Refuse(std::string_view key, const std::string& why);
  // Exactly one of the keys is there: gives its index. Otherwise reports and gives none.
  std::optional<std::size_t> ExactlyOne(std::initializer_list<std::string_view> keys);
  // Reports when none of the keys is there.
  void AtLeastOne(std::initializer_list<std::string_view> keys);
  // Reports keys nobody asked for, and what is missing. The last call.
  void Finish();

 private:
  std::optional<Quantity> ReadQuantity(std::string_view key, const JsonNode& node);
  std::optional<Quantity> ReadSize(std::string_view key, const JsonNode& node, std::int64_t least,
                                   std::int64_t most);
  std::optional<std::uint32_t> ReadConstant(std::string_view key, const JsonNode& node,
                                            std::initializer_list<ConstantKind> kinds,
                                            std::string_view prefix);
  const std::string* ReadWord(std::string_view key, std::span<const std::string_view> words);
  void Know(std::string_view key);

  // Something that is not there. Not reported when an unknown key is a misspelling of it.
  struct Missing {
    std::vector<std::string_view> keys;
    int line;
    std::string message;
  };

  const JsonNode& object_;
  std::string what_;
  ErrorSink& errors_;
  std::vector<std::string_view> known_;
  std::vector<Missing> missing_;
};

template <typename Value>
Value Fields::Choice(std::string_view key,
                     std::initializer_list<std::pair<std::string_view, Value>> words,
                     std::optional<Value> absent) {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : words) names.push_back(name);
  const Value fallback = absent.value_or(words.begin()->second);
  if (absent ? !Has(key) : Require(key, Listed(names, "or")) == nullptr) return fallback;
  const std::string* word = ReadWord(key, names);
  for (const auto& [name, value] : words) {
    if (word != nullptr && *word == name) return value;
  }
  return fallback;
}

template <std::invocable<const JsonNode&> Take>
void Fields::Each(std::string_view key, Take take) {
  const JsonNode* node = Find(key);
  if (node == nullptr) return;
  if (node->kind != JsonNode::Kind::kArray) return take(*node);
  if (node->items.empty())
    Wrong(key, "the list is empty; leave the key out, or name at least one value");
  for (const JsonNode& item : node->items) take(item);
}

template <std::invocable<const JsonNode&> Take>
void Fields::EachOfList(std::string_view key, std::string_view form, Take take) {
  const JsonNode* node = Find(key);
  if (node == nullptr) return;
  if (node->kind != JsonNode::Kind::kArray) {
    return Wrong(key, node->line, "expected " + std::string(form) + ", found " + node->Describe());
  }
  for (const JsonNode& item : node->items) take(item);
}

}  // namespace wfx
