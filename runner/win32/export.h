// Lets one source define a provider's function on every platform.
#pragma once

// Behind the declaration of an `extern "C"` function: it is exported as `name`, a string. Defining
// WriteFileEx itself would clash with the import library on Windows, so a provider defines another
// function, and a .def file there exports it under the Win32 name; elsewhere this does.
#ifdef _WIN32
#define WFX_EXPORTED_AS(name)
#else
#define WFX_EXPORTED_AS(name) __asm__(name) __attribute__((visibility("default")))
#endif
