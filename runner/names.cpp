#include "runner/names.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <iterator>

namespace wfx {
namespace {

struct Entry {
  std::string_view name;
  std::uint32_t number;
};

constexpr Entry kErrors[] = {
#define WFX_ERROR(name, number) {#name, number},
#include "runner/error_names.inc"
    // Not error codes by name, but GetLastError returns them.
    {"WAIT_IO_COMPLETION", 192},
    {"WAIT_TIMEOUT", 258},
};

constexpr Entry kStatuses[] = {
#define WFX_STATUS(name, number) {#name, number},
#include "runner/status_names.inc"
};

constexpr Entry kWaits[] = {
#define WFX_WAIT(name, number) {#name, number},
#include "runner/wait_names.inc"
};

constexpr ConstantEntry kConstants[] = {
#define WFX_CONSTANT(kind, name, number) {#name, number, ConstantKind::kind},
#include "runner/constant_names.inc"
};

// A wait on several objects returns its first result plus the index of the object.
constexpr std::uint32_t kMostObjects = 64;
constexpr std::string_view kIndexed[] = {"WAIT_OBJECT_0", "WAIT_ABANDONED_0"};

template <std::size_t size>
std::string NameIn(const Entry (&table)[size], std::uint32_t number) {
  const auto* entry =
      std::ranges::find_if(table, [&](const Entry& each) { return each.number == number; });
  return entry == std::end(table) ? std::string() : std::string(entry->name);
}

template <std::size_t size>
std::optional<std::uint32_t> NumberIn(const Entry (&table)[size], std::string_view name) {
  const auto* entry =
      std::ranges::find_if(table, [&](const Entry& each) { return each.name == name; });
  if (entry == std::end(table)) return std::nullopt;
  return entry->number;
}

template <std::size_t size>
std::vector<std::string_view> NamesIn(const Entry (&table)[size]) {
  std::vector<std::string_view> names;
  std::ranges::transform(table, std::back_inserter(names), &Entry::name);
  return names;
}

std::string Describe(const std::string& name, const std::string& number, std::string_view kind) {
  return name.empty() ? std::string(kind) + " " + number : name + " (" + number + ")";
}

}  // namespace

std::string Hexadecimal(std::uint32_t number) {
  std::string text = "0x00000000";
  for (std::size_t digit = text.size(); number != 0; number >>= 4) {
    text[--digit] = "0123456789ABCDEF"[number & 15];
  }
  return text;
}

std::string ErrorName(std::uint32_t code) { return NameIn(kErrors, code); }

std::optional<std::uint32_t> ErrorCode(std::string_view name) { return NumberIn(kErrors, name); }

std::string DescribeError(std::uint32_t code) {
  return Describe(ErrorName(code), std::to_string(code), "error");
}

std::string StatusName(std::uint32_t status) { return NameIn(kStatuses, status); }

std::optional<std::uint32_t> StatusCode(std::string_view name) { return NumberIn(kStatuses, name); }

std::string DescribeStatus(std::uint32_t status) {
  return Describe(StatusName(status), Hexadecimal(status), "status");
}

std::string WaitName(std::uint32_t result) {
  for (std::string_view first : kIndexed) {
    const std::uint32_t index = result - *NumberIn(kWaits, first);
    if (index > 0 && index < kMostObjects) {
      return std::string(first) + " + " + std::to_string(index);
    }
  }
  return NameIn(kWaits, result);
}

std::optional<std::uint32_t> WaitCode(std::string_view name) {
  const std::size_t plus = name.find(" + ");
  if (plus == name.npos) return NumberIn(kWaits, name);
  const std::string_view first = name.substr(0, plus);
  if (std::ranges::find(kIndexed, first) == std::end(kIndexed)) return std::nullopt;
  std::uint32_t index = 0;
  const char* end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data() + plus + 3, end, index);
  if (error != std::errc() || stop != end || index == 0 || index >= kMostObjects) {
    return std::nullopt;
  }
  return *NumberIn(kWaits, first) + index;
}

std::string DescribeWait(std::uint32_t result) {
  return Describe(WaitName(result), std::to_string(result), "wait result");
}

std::string_view Describe(ConstantKind kind) {
  switch (kind) {
    case ConstantKind::kAccess:
      return "an access right";
    case ConstantKind::kShare:
      return "a share mode";
    case ConstantKind::kDisposition:
      return "a creation disposition";
    case ConstantKind::kFlag:
      return "a file flag";
    case ConstantKind::kAttribute:
      return "a file attribute";
    case ConstantKind::kLock:
      return "a lock flag";
    case ConstantKind::kPipeAccess:
      return "a pipe access mode";
    case ConstantKind::kPipeMode:
      return "a pipe mode";
    case ConstantKind::kMessageWait:
      return "a message wait flag";
    case ConstantKind::kQueueStatus:
      return "a message queue status";
    case ConstantKind::kNotificationMode:
      return "a completion notification mode";
    case ConstantKind::kMoveMethod:
      return "a file pointer's starting point";
    case ConstantKind::kDuplicateOption:
      return "a handle duplication option";
    case ConstantKind::kFileType:
      return "a file type";
    case ConstantKind::kPathForm:
      return "a form of path";
    case ConstantKind::kControlCode:
      return "a control code";
    case ConstantKind::kFileSystemFlag:
      return "a file system flag";
  }
  return "a constant";
}

std::optional<ConstantEntry> Constant(std::string_view name) {
  const auto* entry = std::ranges::find_if(
      kConstants, [&](const ConstantEntry& each) { return each.name == name; });
  if (entry == std::end(kConstants)) return std::nullopt;
  return *entry;
}

std::vector<std::string_view> AllErrorNames() { return NamesIn(kErrors); }

std::vector<std::string_view> AllStatusNames() { return NamesIn(kStatuses); }

std::vector<std::string_view> AllWaitNames() { return NamesIn(kWaits); }

std::vector<std::string_view> AllConstantNames() {
  std::vector<std::string_view> names;
  std::ranges::transform(kConstants, std::back_inserter(names), &ConstantEntry::name);
  return names;
}

std::vector<std::string_view> AllConstantNames(ConstantKind kind) {
  std::vector<std::string_view> names;
  for (const ConstantEntry& entry : kConstants) {
    if (entry.kind == kind) names.push_back(entry.name);
  }
  return names;
}

}  // namespace wfx
