#include "runner/scenario/fields.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "runner/scenario/spelling.h"

namespace wfx {
namespace {

constexpr std::string_view kSizeForm = "a quantity such as 512, \"4 KiB\" or \"1 sector - 1\"";

std::string ListedKinds(std::initializer_list<ConstantKind> kinds) {
  std::vector<std::string_view> names;
  for (const ConstantKind kind : kinds) names.push_back(Describe(kind));
  return Listed(names, "or");
}

}  // namespace

bool IsName(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

void ErrorSink::Add(int line, std::string_view message) {
  errors_.push_back({file_, line, OnOneLine(message)});
}

void ErrorSink::DropFollowing(const std::set<std::string>& texts) {
  std::erase_if(errors_, [&](const ReadError& error) {
    return std::ranges::any_of(texts, [&](const std::string& text) {
      return error.message.find(Quoted(text)) != std::string::npos;
    });
  });
}

Fields::Fields(const JsonNode& object, std::string what, ErrorSink& errors)
    : object_(object), what_(std::move(what)), errors_(errors) {}

int Fields::LineOf(std::string_view key) const {
  for (std::size_t i = 0; i < object_.members.size(); ++i) {
    if (object_.members[i].first == key) return object_.member_lines[i];
  }
  return object_.member_lines.empty() ? object_.line : object_.member_lines.front();
}

void Fields::Know(std::string_view key) {
  if (std::ranges::find(known_, key) == known_.end()) known_.push_back(key);
}

const JsonNode* Fields::Find(std::string_view key) {
  Know(key);
  return object_.Find(key);
}

const JsonNode* Fields::Require(std::string_view key, std::string_view form) {
  const JsonNode* node = Find(key);
  if (node == nullptr) {
    missing_.push_back(
        {{key}, LineOf(key), what_ + " needs " + Quoted(key) + ": " + std::string(form)});
  }
  return node;
}

void Fields::Wrong(std::string_view key, const std::string& message) {
  Wrong(key, LineOf(key), message);
}

void Fields::Wrong(std::string_view key, int line, const std::string& message) {
  errors_.Add(line, Quoted(key) + " in " + what_ + ": " + message);
}

std::string Fields::Text(std::string_view key, std::string_view form) {
  return Require(key, form) == nullptr ? std::string() : Text(key, form, "");
}

std::string Fields::Text(std::string_view key, std::string_view form, std::string_view absent) {
  const JsonNode* node = Find(key);
  if (node == nullptr) return std::string(absent);
  if (node->kind == JsonNode::Kind::kString && !node->string.empty()) return node->string;
  const std::string found =
      node->kind == JsonNode::Kind::kString ? "an empty text" : node->Describe();
  Wrong(key, node->line, "expected " + std::string(form) + ", found " + found);
  return std::string(absent);
}

bool Fields::Bool(std::string_view key, bool absent) {
  const JsonNode* node = Find(key);
  if (node == nullptr) return absent;
  if (node->kind == JsonNode::Kind::kBool) return node->boolean;
  Wrong(key, node->line, "expected true or false, found " + node->Describe());
  return absent;
}

std::uint32_t Fields::Number(std::string_view key, std::uint32_t least, std::uint32_t most,
                             std::uint32_t absent) {
  const JsonNode* node = Find(key);
  if (node == nullptr) return absent;
  if (node->kind == JsonNode::Kind::kInteger && node->integer >= 0 &&
      node->unsigned_integer >= least && node->unsigned_integer <= most) {
    return static_cast<std::uint32_t>(node->unsigned_integer);
  }
  Wrong(key, node->line,
        "expected a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
            ", found " + node->Describe());
  return absent;
}

std::optional<Quantity> Fields::ReadQuantity(std::string_view key, const JsonNode& node) {
  const bool whole = node.kind == JsonNode::Kind::kInteger;
  if (whole && (node.integer != 0 || node.unsigned_integer == 0))
    return Quantity::Bytes(node.integer);
  if (!whole && node.kind != JsonNode::Kind::kString) {
    Wrong(key, node.line, "expected " + std::string(kSizeForm) + ", found " + node.Describe());
    return std::nullopt;
  }
  try {
    return Quantity::Parse(whole ? std::to_string(node.unsigned_integer) : node.string);
  } catch (const std::invalid_argument& error) {
    Wrong(key, node.line, error.what());
    return std::nullopt;
  }
}

std::optional<Quantity> Fields::ReadSize(std::string_view key, const JsonNode& node,
                                         std::int64_t least, std::int64_t most) {
  const std::optional<Quantity> quantity = ReadQuantity(key, node);
  if (!quantity || quantity->bound()) return quantity;
  try {
    const std::int64_t bytes = quantity->In(Bindings());
    if (bytes >= least && bytes <= most) return quantity;
  } catch (const std::overflow_error& error) {
    Wrong(key, node.line, error.what());
    return std::nullopt;
  }
  const bool open_ended = most == std::numeric_limits<std::int64_t>::max();
  Wrong(key, node.line,
        "expected " + std::to_string(least) +
            (open_ended ? " or more" : " to " + std::to_string(most)) + " bytes, found " +
            node.Describe());
  return std::nullopt;
}

Quantity Fields::UnsignedSize(std::string_view key) {
  const JsonNode* node = Require(key, kSizeForm);
  if (node == nullptr) return Quantity();
  const std::optional<Quantity> quantity = ReadQuantity(key, *node);
  if (!quantity || quantity->bound()) return quantity.value_or(Quantity());
  try {
    quantity->UnsignedIn(Bindings());
    return *quantity;
  } catch (const std::overflow_error& error) {
    Wrong(key, node->line, std::string("expected 0 to 2^64 - 1 bytes; ") + error.what());
    return Quantity();
  }
}

Quantity Fields::Size(std::string_view key, std::int64_t least, std::int64_t most) {
  const JsonNode* node = Require(key, kSizeForm);
  if (node == nullptr) return Quantity::Bytes(least);
  return ReadSize(key, *node, least, most).value_or(Quantity::Bytes(least));
}

Quantity Fields::Size(std::string_view key, std::int64_t least, std::int64_t most,
                      std::int64_t absent) {
  return SizeIfAny(key, least, most).value_or(Quantity::Bytes(absent));
}

std::optional<Quantity> Fields::SizeIfAny(std::string_view key, std::int64_t least,
                                          std::int64_t most) {
  const JsonNode* node = Find(key);
  return node == nullptr ? std::nullopt : ReadSize(key, *node, least, most);
}

Duration Fields::Time(std::string_view key, std::string_view absent) {
  const JsonNode* node = Find(key);
  const Duration fallback = ParseDuration(absent);
  if (node == nullptr) return fallback;
  if (node->kind != JsonNode::Kind::kString) {
    Wrong(key, node->line, "expected a duration such as \"500 ms\", found " + node->Describe());
    return fallback;
  }
  try {
    return ParseDuration(node->string);
  } catch (const std::invalid_argument& error) {
    Wrong(key, node->line, error.what());
    return fallback;
  }
}

const std::string* Fields::ReadWord(std::string_view key, std::span<const std::string_view> words) {
  const JsonNode* node = Find(key);
  if (node->kind != JsonNode::Kind::kString) {
    Wrong(key, node->line, "expected " + Listed(words, "or") + ", found " + node->Describe());
    return nullptr;
  }
  if (std::ranges::find(words, node->string) != words.end()) return &node->string;
  const std::string_view nearest = Nearest(node->string, words);
  Wrong(key, node->line,
        "expected " + Listed(words, "or") + ", found " + node->Describe() +
            (nearest.empty() ? "" : "; did you mean " + Quoted(nearest) + "?"));
  return nullptr;
}

std::optional<std::uint32_t> Fields::ReadConstant(std::string_view key, const JsonNode& node,
                                                  std::initializer_list<ConstantKind> kinds,
                                                  std::string_view prefix) {
  if (node.kind != JsonNode::Kind::kString) {
    Wrong(key, node.line,
          "expected the name of " + ListedKinds(kinds) + ", found " + node.Describe());
    return std::nullopt;
  }
  std::vector<std::string_view> names;
  for (const ConstantKind kind : kinds) {
    for (const std::string_view name : AllConstantNames(kind)) {
      if (name.starts_with(prefix)) names.push_back(name);
    }
  }
  const auto constant = Constant(node.string);
  if (constant && std::ranges::find(names, constant->name) != names.end()) return constant->value;
  if (!constant) {
    Wrong(key, node.line,
          "unknown constant " + Quoted(node.string) +
              Suggestion(node.string, names, "constants here"));
  } else if (std::ranges::find(kinds, constant->kind) == kinds.end()) {
    Wrong(key, node.line,
          node.string + " is " + std::string(Describe(constant->kind)) + ", not " +
              ListedKinds(kinds));
  } else {
    Wrong(key, node.line, "expected " + Listed(names, "or") + ", found " + node.string);
  }
  return std::nullopt;
}

std::uint32_t Fields::Constants(std::string_view key, std::initializer_list<ConstantKind> kinds,
                                std::optional<std::uint32_t> absent) {
  const std::string form = "a list of constants, each " + ListedKinds(kinds) + "; [] for none";
  if (absent ? !Has(key) : Require(key, form) == nullptr) return absent.value_or(0);
  std::uint32_t value = 0;
  EachOfList(key, form, [&](const JsonNode& item) {
    value |= ReadConstant(key, item, kinds, "").value_or(0);
  });
  return value;
}

std::uint32_t Fields::OneConstant(std::string_view key, ConstantKind kind, std::string_view prefix,
                                  std::uint32_t absent) {
  const JsonNode* node = Find(key);
  return node == nullptr ? absent : ReadConstant(key, *node, {kind}, prefix).value_or(absent);
}

void Fields::Refuse(std::string_view key, const std::string& why) {
  if (Has(key)) Wrong(key, why);
}

std::optional<std::size_t> Fields::ExactlyOne(std::initializer_list<std::string_view> keys) {
  std::optional<std::size_t> found;
  std::size_t count = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!Has(keys.begin()[i])) continue;
    found = i;
    ++count;
  }
  if (count == 1) return found;
  std::vector<std::string> quoted;
  for (const std::string_view key : keys) quoted.push_back(Quoted(key));
  const std::vector<std::string_view> words(quoted.begin(), quoted.end());
  errors_.Add(LineOf(""), what_ + " needs exactly one of " + Listed(words, "or") + ", found " +
                              (count == 0 ? "none" : std::to_string(count)));
  return std::nullopt;
}

void Fields::AtLeastOne(std::initializer_list<std::string_view> keys) {
  std::vector<std::string> quoted;
  for (const std::string_view key : keys) {
    if (Has(key)) return;
    quoted.push_back(Quoted(key));
  }
  const std::vector<std::string_view> words(quoted.begin(), quoted.end());
  missing_.push_back(
      {keys, LineOf(""),
       what_ + " says nothing to judge; it needs at least one of " + Listed(words, "or")});
}

void Fields::Finish() {
  std::vector<std::string_view> free;
  for (const std::string_view key : known_) {
    if (object_.Find(key) == nullptr) free.push_back(key);
  }
  for (std::size_t i = 0; i < object_.members.size(); ++i) {
    const std::string& key = object_.members[i].first;
    if (std::ranges::find(known_, key) != known_.end()) continue;
    errors_.Add(object_.member_lines[i], "unknown key " + Quoted(key) + " in " + what_ +
                                             Suggestion(key, free, "other keys"));
    const std::string_view meant = Nearest(key, free);
    std::erase_if(missing_, [&](const Missing& missing) {
      return std::ranges::count(missing.keys, meant) != 0;
    });
  }
  for (const Missing& missing : missing_) errors_.Add(missing.line, missing.message);
}

}  // namespace wfx
