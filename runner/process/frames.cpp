#include "runner/process/frames.h"

namespace wfx {
namespace {

constexpr std::size_t kHeader = 4;

std::size_t LengthIn(std::string_view header) {
  std::size_t length = 0;
  for (std::size_t i = kHeader; i-- > 0;)
    length = length << 8 | static_cast<unsigned char>(header[i]);
  return length;
}

}  // namespace

std::string Framed(std::string_view frame) {
  std::string bytes;
  bytes.reserve(kHeader + frame.size());
  for (std::size_t i = 0; i < kHeader; ++i)
    bytes += static_cast<char>(frame.size() >> 8 * i & 0xFF);
  return bytes.append(frame);
}

std::optional<std::string> FrameReader::Take() {
  if (broken_ || pending_.size() < kHeader) return std::nullopt;
  const std::size_t length = LengthIn(pending_);
  if (length > longest_) {
    broken_ = true;
    return std::nullopt;
  }
  if (pending_.size() < kHeader + length) return std::nullopt;
  std::string frame = pending_.substr(kHeader, length);
  pending_.erase(0, kHeader + length);
  return frame;
}

}  // namespace wfx
