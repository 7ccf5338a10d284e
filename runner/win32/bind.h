// Fills the table from Windows itself.
#pragma once

#include "runner/win32/api.h"

namespace wfx {

// Tells whether this program runs on Windows or Wine, so that SystemApi can be called.
bool HasSystemApi();

// Gives the functions of the running Windows, each looked up in the DLL it belongs to: kernel32,
// user32, ktmw32 or ws2_32. A function it lacks is a null slot. Throws std::runtime_error where
// HasSystemApi() is false. Safe to call from any thread.
Win32Api SystemApi();

}  // namespace wfx
