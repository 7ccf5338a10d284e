#include "reports/json_writer.h"

#include <charconv>
#include <cmath>
#include <utility>

namespace wfx {
namespace {

bool IsContinuation(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

// Bytes of the UTF-8 sequence at `at`, 0 when there is none.
std::size_t SequenceLength(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return 1;
  if (!IsContinuation(text, at + 1)) return 0;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  const unsigned char second = byte(at + 1);
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && second < 0xA0;
    const bool surrogate = lead == 0xED && second >= 0xA0;
    return !overlong && !surrogate && IsContinuation(text, at + 2) ? 3 : 0;
  }
  if (lead < 0xF0 || lead > 0xF4) return 0;
  const bool overlong = lead == 0xF0 && second < 0x90;
  const bool too_large = lead == 0xF4 && second >= 0x90;
  return !overlong && !too_large && IsContinuation(text, at + 2) && IsContinuation(text, at + 3)
             ? 4
             : 0;
}

// The escape of a character that may not stand in a JSON string, empty for any other.
std::string Escape(unsigned char c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  if (c >= 0x20) return "";
  constexpr char kHex[] = "0123456789abcdef";
  return std::string("\\u00") + kHex[c >> 4] + kHex[c & 15];
}

}  // namespace

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

void JsonWriter::Quote(std::string_view text) {
  text_ += '"';
  std::size_t clean = 0;  // start of the stretch that needs no change
  for (std::size_t at = 0; at < text.size();) {
    const auto c = static_cast<unsigned char>(text[at]);
    const std::size_t length = c < 0x80 ? 1 : SequenceLength(text, at);
    if (length != 0 && c >= 0x20 && c != '"' && c != '\\') {
      at += length;
      continue;
    }
    text_ += text.substr(clean, at - clean);
    text_ += length == 0 ? "\xEF\xBF\xBD" : Escape(c);
    clean = ++at;
  }
  text_ += text.substr(clean);
  text_ += '"';
}

}  // namespace wfx
