// Frames on a byte stream: four bytes of length, little-endian, then that many bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wfx {

// A longer frame means that the stream does not carry frames.
inline constexpr std::size_t kLongestFrame = std::size_t{256} << 20;

// `frame` with its length before it.
std::string Framed(std::string_view frame);

// Puts frames together from whatever pieces a pipe delivers.
class FrameReader {
 public:
  // Whoever is not trusted yet may be allowed less.
  explicit FrameReader(std::size_t longest = kLongestFrame) : longest_(longest) {}
  void Add(std::string_view bytes) { pending_.append(bytes); }
  // The next whole frame, once. Nothing while it is incomplete or `broken`.
  std::optional<std::string> Take();
  // The stream holds a length beyond the longest; nothing more can be read from it.
  bool broken() const { return broken_; }
  // From now on.
  void Allow(std::size_t longest) { longest_ = longest; }

 private:
  std::size_t longest_;
  std::string pending_;
  bool broken_ = false;
};

}  // namespace wfx
