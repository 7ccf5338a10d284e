// The bytes of a file or disk, held where something was written; everything else is zero.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>

namespace wfx::model {

class Content {
 public:
  static constexpr std::uint64_t kBlock = 4096;

  // Any offset below 2^63.
  void Write(std::uint64_t offset, std::span<const std::uint8_t> bytes);
  void Read(std::uint64_t offset, std::span<std::uint8_t> bytes) const;
  // The bytes from `offset` on are zero, and take no room.
  void Truncate(std::uint64_t offset);
  // The bytes [offset, offset + length) are zero; whole blocks take no room.
  void Zero(std::uint64_t offset, std::uint64_t length);
  Content Copied() const;
  // Bytes of the blocks that were written to.
  std::uint64_t Occupied() const { return blocks_.size() * kBlock; }
  // Bytes that writing [offset, offset + length) would occupy anew.
  std::uint64_t WouldOccupy(std::uint64_t offset, std::uint64_t length) const;

 private:
  std::map<std::uint64_t, std::unique_ptr<std::uint8_t[]>> blocks_;  // by offset / kBlock
};

}  // namespace wfx::model
