// HRESULT names and numbers: what methods of COM interfaces return. Pure, like names.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wfx {

// HRESULTs are unsigned 32-bit here. All functions are pure and safe to call from any thread.

// What the macro HRESULT_FROM_WIN32 makes of a Win32 error; 0 stays 0.
constexpr std::uint32_t HresultFromWin32(std::uint32_t error) {
  return error == 0 ? 0 : (error & 0xFFFF) | 0x8007'0000;
}

// The reverse: none for an HRESULT that was made of no Win32 error.
constexpr std::optional<std::uint32_t> Win32Of(std::uint32_t hresult) {
  if (hresult >> 16 != 0x8007) return std::nullopt;
  return hresult & 0xFFFF;
}

// What the macro FAILED says.
constexpr bool IsFailure(std::uint32_t hresult) { return hresult >> 31 != 0; }

// Says that an operation is under way: HRESULT_FROM_WIN32(ERROR_IO_PENDING) or E_PENDING.
constexpr bool SaysPending(std::uint32_t hresult) {
  return hresult == HresultFromWin32(997) || hresult == 0x8000'000A;
}

// Gives "E_NOTIMPL", or "HRESULT_FROM_WIN32(ERROR_IO_PENDING)" for 0x800703E5, or "" for a value
// without a name.
std::string HresultName(std::uint32_t hresult);

// The reverse of HresultName.
std::optional<std::uint32_t> HresultCode(std::string_view name);

// Gives "E_NOTIMPL (0x80004001)", or "HRESULT 0x8004FFFF" for a value without a name.
std::string DescribeHresult(std::uint32_t hresult);

// Names that a message may suggest: those of their own, and each Win32 error's. They live as long
// as the program.
std::vector<std::string_view> AllHresultNames();

}  // namespace wfx
