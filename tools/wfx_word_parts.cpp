#include "tools/wfx_word_parts.h"

#include <algorithm>
#include <array>

#include "runner/names.h"
#include "tools/wfx_words.h"

namespace wfx {

std::string BitNames(ConstantKind kind, std::uint32_t bits) {
  std::vector<std::string> names;
  for (const std::string_view name : AllConstantNames(kind)) {
    const std::uint32_t value = Constant(name)->value;
    const bool one_bit = value != 0 && (value & (value - 1)) == 0;
    if (!one_bit || (bits & value) == 0) continue;
    names.emplace_back(name);
    bits &= ~value;
  }
  return Joined(names);
}

std::string Amount(const Quantity& quantity) {
  const std::string& text = quantity.text();
  const bool bare = std::all_of(text.begin(), text.end(),
                                [](char c) { return (c >= '0' && c <= '9') || c == ','; });
  return text + (!bare ? "" : text == "1" ? " byte" : " bytes");
}

std::string Time(Duration duration) {
  using namespace std::chrono;
  if (duration % seconds(1) == Duration::zero())
    return std::to_string(duration_cast<seconds>(duration).count()) + " s";
  if (duration % milliseconds(1) == Duration::zero())
    return std::to_string(duration_cast<milliseconds>(duration).count()) + " ms";
  return std::to_string(duration_cast<microseconds>(duration).count()) + " us";
}

std::string LockWords(const Lock& lock) {
  const std::string who = lock.by == Lock::By::kAnotherProcess  ? "another process"
                          : lock.by == Lock::By::kAnotherHandle ? "another handle"
                                                                : lock.handle;
  return Amount(lock.length) + " of " + lock.file + " at " + lock.offset.text() + ", by " + who;
}

std::string DispositionName(std::uint32_t disposition) {
  for (const std::string_view name : AllConstantNames(ConstantKind::kDisposition)) {
    if (Constant(name)->value == disposition) return std::string(name);
  }
  return "";
}

std::string OpenWords(const GivenHandle& handle) {
  std::string how = BitNames(ConstantKind::kAccess, handle.access);
  const std::string flags = BitNames(ConstantKind::kFlag, handle.flags);
  if (!flags.empty()) how += (how.empty() ? "" : ", ") + flags;
  return handle.opens + (handle.in.empty() ? "" : " in transaction " + handle.in) +
         (how.empty() ? "" : " with " + how);
}

std::string LineWords(const GivenHandle& handle) {
  if (handle.opens != kSerial) return "";
  return ", writes take " +
         (handle.write_timeout == Duration::zero() ? "any time"
                                                   : Time(handle.write_timeout) + " at most") +
         (handle.held ? ", the line is held" : "");
}

std::string ProtectionWords(GivenBuffer::Protection protection) {
  switch (protection) {
    case GivenBuffer::Protection::kReadOnly:
      return "PAGE_READONLY";
    case GivenBuffer::Protection::kNoAccess:
      return "PAGE_NOACCESS";
    case GivenBuffer::Protection::kReadWrite:
      break;
  }
  return "PAGE_READWRITE";
}

}  // namespace wfx
