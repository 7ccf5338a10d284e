// Fills the buffers of a load.
#include "runner/engine/load_data.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace wfx {
namespace {

// Nothing needs less.
constexpr std::uint64_t kCacheLine = 64;

}  // namespace

// Scatters the seed (the finalizer of splitmix64), so that neighbours give unrelated numbers.
LoadRandom::LoadRandom(std::uint64_t seed) {
  seed += 0x9E3779B97F4A7C15ull;
  seed = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9ull;
  seed = (seed ^ (seed >> 27)) * 0x94D049BB133111EBull;
  state_ = (seed ^ (seed >> 31)) | 1;
}

LoadData::LoadData(std::uint32_t slots, std::uint32_t length, std::uint64_t alignment,
                   std::optional<std::uint64_t> seed)
    : alignment_(static_cast<std::size_t>(std::max(alignment, kCacheLine))),
      stride_((std::max<std::size_t>(length, 1) + alignment_ - 1) / alignment_ * alignment_),
      bytes_(static_cast<char*>(::operator new(stride_* slots, std::align_val_t(alignment_)))) {
  if (!seed) {
    std::memset(bytes_, 0, stride_ * slots);
    return;
  }
  LoadRandom random(*seed);
  for (std::size_t at = 0; at < stride_ * slots; at += sizeof(std::uint64_t)) {
    const std::uint64_t number = random.Next();
    std::memcpy(bytes_ + at, &number, sizeof number);
  }
}

LoadData::~LoadData() { ::operator delete(bytes_, std::align_val_t(alignment_)); }

LoadPlaces::LoadPlaces(Load::Pattern pattern, std::uint32_t length, std::uint64_t begins_at,
                       std::uint64_t size, std::uint64_t seed)
    : pattern_(pattern),
      length_(length),
      begins_at_(begins_at),
      blocks_(length == 0 ? 1 : std::max<std::uint64_t>(size / length, 1)),
      // Not the numbers the data is made of.
      random_(seed + 1) {}

std::uint64_t LoadPlaces::NextOf(std::uint32_t length) {
  if (pattern_ != Load::Pattern::kSequential && pattern_ != Load::Pattern::kRandom) return Next();
  const std::uint64_t blocks =
      std::max<std::uint64_t>(length / std::max<std::uint64_t>(length_, 1), 1);
  const std::uint64_t places = blocks_ - std::min(blocks, blocks_) + 1;
  if (pattern_ == Load::Pattern::kRandom) return begins_at_ + Below(places) * length_;
  // What does not fit behind the last goes to the beginning again.
  if (next_ >= places) next_ = 0;
  const std::uint64_t offset = begins_at_ + next_ * length_;
  next_ += blocks;
  return offset;
}

}  // namespace wfx
