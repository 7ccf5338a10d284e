// The seam: the table of Win32 functions through which the harness reaches the system under test.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "runner/win32/types.h"

namespace wfx {

// Every Win32 call made on the system under test goes through this table. It holds kernel32's
// functions, a provider's over a base, the model's, or one of these with an entry replaced.
//
// A null slot means that the function is missing on this system; whoever needs it asks first.
// CloseHandle, GetLastError and SetLastError are never null in a table that is in use.
// A table is plain data: copy it, and replace an entry by assignment. Using one from several
// threads is safe while nobody changes it. It must outlive every object that was made with it.
struct Win32Api {
#define WFX_FUNCTION(dll, name) decltype(&::name) name = nullptr;  // NOLINT
#include "runner/win32/functions.inc"
};

// Calls `visitor(name, dll, slot)` for every function, in the order of the table: its Win32 name,
// the file name of the DLL that exports it on Windows, and a reference to its slot in `table`.
template <typename Table, typename Visitor>
void ForEachFunction(Table& table, Visitor&& visitor) {
#define WFX_FUNCTION(dll, name) visitor(#name, #dll ".dll", table.name);
#include "runner/win32/functions.inc"
}

#define WFX_FUNCTION(dll, name) +1  // NOLINT
inline constexpr std::size_t kFunctionCount = 0
#include "runner/win32/functions.inc"
    ;
static_assert(sizeof(Win32Api) == kFunctionCount * sizeof(void*), "every member is one function");

// Gives the function in the slot called `name`, or null: it is unknown, or missing on this system.
inline void* FindFunction(const Win32Api& table, std::string_view name) {
  void* found = nullptr;
  ForEachFunction(table, [&](const char* each, const char*, const auto& slot) {
    if (each == name) found = reinterpret_cast<void*>(slot);
  });
  return found;
}

// Names the functions this system lacks, in the order of the table.
inline std::vector<std::string_view> MissingFunctions(const Win32Api& table) {
  std::vector<std::string_view> names;
  ForEachFunction(table, [&](const char* name, const char*, const auto& slot) {
    if (slot == nullptr) names.emplace_back(name);
  });
  return names;
}

}  // namespace wfx
