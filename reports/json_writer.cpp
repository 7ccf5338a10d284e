#include "reports/json_writer.h"

#include <charconv>
#include <cmath>
#include <utility>

#include "runner/json_quote.h"

namespace wfx {
void JsonWriter::Open(char bracket) {
  Separate();
  text_ += bracket;
  comma_ = false;
}

void JsonWriter::Close(char bracket) {
  if (indent_ >= 0) {
    text_ += '\n';
    text_.append(static_cast<std::size_t>(indent_), ' ');
    indent_ = -1;
  }
  text_ += bracket;
  comma_ = true;
}

void JsonWriter::Key(std::string_view key) {
  Separate();
  Quote(key);
  text_ += std::string_view(": ");
  comma_ = false;
}

void JsonWriter::Break(int indent) { indent_ = indent; }

void JsonWriter::Value(std::string_view text) {
  Separate();
  Quote(text);
}

void JsonWriter::Value(bool value) { Raw(value ? "true" : "false"); }

void JsonWriter::Value(double value) {
  char digits[32];
  const auto end =
      std::to_chars(digits, digits + sizeof digits, std::isfinite(value) ? value : 0.0).ptr;
  Raw({digits, static_cast<std::size_t>(end - digits)});
}

void JsonWriter::Value(int value) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  Raw({digits, static_cast<std::size_t>(end - digits)});
}

void JsonWriter::Value(const std::vector<std::string>& texts) {
  Open('[');
  for (const std::string& text : texts) Value(text);
  Close(']');
}

void JsonWriter::Raw(std::string_view json) {
  Separate();
  text_ += json;
}

void JsonWriter::Separate() {
  if (comma_) text_ += std::string_view(indent_ >= 0 ? "," : ", ");
  if (indent_ >= 0) {
    text_ += '\n';
    text_.append(static_cast<std::size_t>(indent_), ' ');
    indent_ = -1;
  }
  comma_ = true;
}

void JsonWriter::Unsigned(std::uint64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  Raw({digits, static_cast<std::size_t>(end - digits)});
}

void JsonWriter::Quote(std::string_view text) { AppendQuoted(text_, text); }

}  // namespace wfx
