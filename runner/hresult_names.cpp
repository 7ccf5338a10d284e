#include "runner/hresult_names.h"

#include <algorithm>
#include <iterator>

#include "runner/names.h"

namespace wfx {
namespace {

struct HresultEntry {
  std::string_view name;
  std::uint32_t number;
};

constexpr HresultEntry kHresults[] = {
#define WFX_HRESULT(name, number) {#name, number},
#include "runner/hresult_names.inc"
};

constexpr std::string_view kMadeOfError = "HRESULT_FROM_WIN32(";

}  // namespace

std::string HresultName(std::uint32_t hresult) {
  const auto* entry = std::ranges::find(kHresults, hresult, &HresultEntry::number);
  if (entry != std::end(kHresults)) return std::string(entry->name);
  const auto error = Win32Of(hresult);
  const std::string name = error ? ErrorName(*error) : "";
  return name.empty() ? "" : std::string(kMadeOfError) + name + ")";
}

std::optional<std::uint32_t> HresultCode(std::string_view name) {
  const auto* entry = std::ranges::find(kHresults, name, &HresultEntry::name);
  if (entry != std::end(kHresults)) return entry->number;
  if (!name.starts_with(kMadeOfError) || !name.ends_with(')')) return std::nullopt;
  name.remove_prefix(kMadeOfError.size());
  name.remove_suffix(1);
  const auto error = ErrorCode(name);
  if (!error) return std::nullopt;
  return HresultFromWin32(*error);
}

std::string DescribeHresult(std::uint32_t hresult) {
  const std::string name = HresultName(hresult);
  return name.empty() ? "HRESULT " + Hexadecimal(hresult)
                      : name + " (" + Hexadecimal(hresult) + ")";
}

std::vector<std::string_view> AllHresultNames() {
  static const std::vector<std::string> made = [] {
    std::vector<std::string> names;
    for (const std::string_view error : AllErrorNames())
      names.push_back(std::string(kMadeOfError) + std::string(error) + ")");
    return names;
  }();
  std::vector<std::string_view> names;
  for (const HresultEntry& entry : kHresults) names.push_back(entry.name);
  names.insert(names.end(), made.begin(), made.end());
  return names;
}

}  // namespace wfx
