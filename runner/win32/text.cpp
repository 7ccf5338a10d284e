#include "runner/win32/text.h"

#include <cstddef>

namespace wfx {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// How a lead byte begins a character: the bits it gives, how many bytes follow, and the range of
// the first of them, which shuts out overlong forms, surrogates and what lies above U+10FFFF.
struct Lead {
  char32_t bits = 0;
  int following = -1;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
};

Lead ReadLead(unsigned char byte) {
  if (byte < 0x80) return {byte, 0};
  if (byte < 0xC2) return {};
  if (byte < 0xE0) return {byte & 0x1Fu, 1};
  if (byte == 0xE0) return {0, 2, 0xA0, 0xBF};
  if (byte == 0xED) return {0xD, 2, 0x80, 0x9F};
  if (byte < 0xF0) return {byte & 0x0Fu, 2};
  if (byte == 0xF0) return {0, 3, 0x90, 0xBF};
  if (byte < 0xF4) return {byte & 0x07u, 3};
  if (byte == 0xF4) return {4, 3, 0x80, 0x8F};
  return {};
}

// Takes one character, or one malformed piece, from the front of `utf8`.
char32_t TakeCharacter(std::string_view& utf8) {
  Lead lead = ReadLead(static_cast<unsigned char>(utf8.front()));
  utf8.remove_prefix(1);
  if (lead.following < 0) return kReplacement;
  char32_t character = lead.bits;
  for (; lead.following > 0; --lead.following) {
    if (utf8.empty()) return kReplacement;
    const auto byte = static_cast<unsigned char>(utf8.front());
    if (byte < lead.low || byte > lead.high) return kReplacement;
    character = character << 6 | (byte & 0x3Fu);
    utf8.remove_prefix(1);
    lead.low = 0x80;
    lead.high = 0xBF;
  }
  return character;
}

bool IsHighSurrogate(char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool IsLowSurrogate(char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

// What a lead byte adds to its bits, by the number of bytes that follow.
constexpr char32_t kLeadMarks[] = {0, 0xC0, 0xE0, 0xF0};

void AppendUtf8(std::string& text, char32_t character) {
  const auto append = [&](char32_t byte) { text += static_cast<char>(byte); };
  if (character < 0x80) {
    append(character);
    return;
  }
  int following = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
  append(kLeadMarks[following] | character >> 6 * following);
  while (following-- > 0) append(0x80 | (character >> 6 * following & 0x3F));
}

}  // namespace

WideString Wide(std::string_view utf8) {
  WideString text;
  text.reserve(utf8.size());
  while (!utf8.empty()) {
    char32_t character = TakeCharacter(utf8);
    if (character >= 0x10000) {
      character -= 0x10000;
      text += static_cast<WCHAR>(0xD800 + (character >> 10));
      character = 0xDC00 + (character & 0x3FF);
    }
    text += static_cast<WCHAR>(character);
  }
  return text;
}

std::string Narrow(WideStringView utf16) {
  std::string text;
  text.reserve(utf16.size());
  for (std::size_t i = 0; i < utf16.size(); ++i) {
    char32_t character = static_cast<char16_t>(utf16[i]);
    if (IsHighSurrogate(character) && i + 1 < utf16.size() &&
        IsLowSurrogate(static_cast<char16_t>(utf16[i + 1]))) {
      const char32_t low = static_cast<char16_t>(utf16[++i]);
      character = 0x10000 + ((character - 0xD800) << 10) + (low - 0xDC00);
    } else if (IsHighSurrogate(character) || IsLowSurrogate(character)) {
      character = kReplacement;
    }
    AppendUtf8(text, character);
  }
  return text;
}

}  // namespace wfx
