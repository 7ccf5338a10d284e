#include "runner/hmac.h"

#include <cstddef>

#include "runner/sha256.h"

namespace wfx {
namespace {

constexpr std::size_t kHmacBlock = 64;  // bytes, of SHA-256

char HexDigitValue(char digit) {
  return static_cast<char>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

std::string Digest(const std::string& bytes) {
  const std::string digits = Sha256Hex(bytes);
  std::string digest;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    digest += static_cast<char>(HexDigitValue(digits[i]) << 4 | HexDigitValue(digits[i + 1]));
  return digest;
}

std::string Padded(const std::string& key, char with) {
  std::string block(kHmacBlock, with);
  for (std::size_t i = 0; i < key.size(); ++i) block[i] = static_cast<char>(block[i] ^ key[i]);
  return block;
}

}  // namespace

std::string HmacSha256(std::string_view key, std::string_view message) {
  std::string short_key(key);
  if (short_key.size() > kHmacBlock) short_key = Digest(short_key);
  const std::string inner = Digest(Padded(short_key, 0x36).append(message));
  return Digest(Padded(short_key, 0x5C) + inner);
}

bool EqualInConstantTime(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  return difference == 0;
}

}  // namespace wfx
