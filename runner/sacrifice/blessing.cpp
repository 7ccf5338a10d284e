#include "runner/sacrifice/blessing.h"

#include <algorithm>
#include <charconv>
#include <random>
#include <stdexcept>

#include "runner/sha256.h"

namespace wfx {
namespace {

constexpr std::string_view kHead = "wfx may destroy everything on this device\n";
constexpr std::string_view kDigits = "0123456789abcdef";

// Takes "key value\n" from the front of `text`.
std::string TakeLine(std::string_view& text, std::string_view key) {
  const std::size_t end = text.find('\n');
  if (end == text.npos || !text.starts_with(key) || text.substr(key.size(), 1) != " ") {
    throw std::runtime_error("its block is broken: no " + std::string(key) + " where it belongs");
  }
  const std::string value(text.substr(key.size() + 1, end - key.size() - 1));
  text.remove_prefix(end + 1);
  return value;
}

std::uint64_t SizeIn(const std::string& text) {
  std::uint64_t size = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, size);
  if (error != std::errc() || stopped != end) {
    throw std::runtime_error("its block is broken: \"" + text + "\" is no size");
  }
  return size;
}

bool IsLine(std::string_view text) {
  return std::ranges::none_of(text, [](unsigned char c) { return c < ' ' || c == 0x7F; });
}

}  // namespace

std::string BlockOf(const Blessing& blessing) {
  if (blessing.identity.empty() || !IsLine(blessing.identity)) {
    throw std::runtime_error("its identity is not one line of text");
  }
  std::string block(kHead);
  block += "serial " + blessing.serial + "\nsize " + std::to_string(blessing.size) + "\nidentity " +
           blessing.identity + "\n";
  block += "sha256 " + Sha256Hex(block) + "\n";
  if (block.size() > kBlessingSize) throw std::runtime_error("its identity is too long");
  block.resize(kBlessingSize, '\0');
  return block;
}

Blessing BlessingIn(std::string_view block) {
  if (block.size() != kBlessingSize || !block.starts_with(kHead)) {
    throw std::runtime_error("it has no block that allows it to be destroyed");
  }
  std::string_view rest = block.substr(kHead.size());
  Blessing blessing;
  blessing.serial = TakeLine(rest, "serial");
  blessing.size = SizeIn(TakeLine(rest, "size"));
  blessing.identity = TakeLine(rest, "identity");
  const std::string_view summed = block.substr(0, block.size() - rest.size());
  if (TakeLine(rest, "sha256") != Sha256Hex(summed)) {
    throw std::runtime_error("the checksum of its block is wrong");
  }
  if (rest.find_first_not_of('\0') != rest.npos) {
    throw std::runtime_error("its block is broken: something stands behind it");
  }
  if (!IsSerial(blessing.serial)) throw std::runtime_error("its block is broken: no serial");
  return blessing;
}

bool IsSerial(std::string_view text) {
  return text.size() == 16 && text.find_first_not_of(kDigits) == text.npos;
}

std::string RandomDigits(std::size_t count) {
  std::random_device random;
  std::string digits;
  while (digits.size() < count) digits += kDigits[random() % kDigits.size()];
  return digits;
}

}  // namespace wfx
