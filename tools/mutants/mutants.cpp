// A provider that is one of the mutants, over whatever system it is stacked on.
//
// The environment variable WFX_MUTANT names it; without it, or with a name that is none, a line on
// standard error says so and every function is the layer below's.
#include <cstdio>
#include <cstdlib>
#include <type_traits>

#include "runner/mutants/mutant.h"
#include "runner/win32/export.h"

namespace {

wfx::Win32Api table;

// Calls a function of the table. One that the layer below lacks cannot be left out of what is
// exported: it fails.
template <typename Returned, typename... Parameters>
class Calling {
 public:
  explicit Calling(Returned(WINAPI* function)(Parameters...)) : function_(function) {}

  Returned operator()(Parameters... parameters) const {
    if (function_ != nullptr) return function_(parameters...);
    table.SetLastError(ERROR_CALL_NOT_IMPLEMENTED);
    return Returned();
  }

 private:
  Returned(WINAPI* function_)(Parameters...);
};

wfx::Win32Api LayerBelow(void* (*next)(const char* name)) {
  wfx::Win32Api below;
  wfx::ForEachFunction(below, [&](const char* name, const char*, auto& slot) {
    slot = reinterpret_cast<std::remove_reference_t<decltype(slot)>>(next(name));
  });
  return below;
}

}  // namespace

extern "C" {

void WfxBind(void* (*next)(const char* name)) WFX_EXPORTED_AS("WfxBind");

#define WFX_EXPORT(returns, name, parameters, arguments) \
  returns WINAPI Mutants_##name parameters WFX_EXPORTED_AS(#name);
#include "tools/mutants/exports.inc"

void WfxBind(void* (*next)(const char* name)) {
  table = LayerBelow(next);
  const char* name = std::getenv("WFX_MUTANT");  // NOLINT(concurrency-mt-unsafe)
  const wfx::Mutant* mutant = name == nullptr ? nullptr : wfx::FindMutant(name);
  if (mutant != nullptr && mutant->apply == nullptr) {
    std::fprintf(stderr, "mutants: \"%s\" is a mutant of streams, which only --mutants shows\n",
                 name);
  } else if (mutant != nullptr) {
    table = wfx::Mutated(*mutant, table);
  } else if (name == nullptr) {
    std::fprintf(stderr, "mutants: WFX_MUTANT names no mutant; nothing is changed\n");
  } else {
    std::fprintf(stderr, "mutants: there is no mutant \"%s\"; nothing is changed\n", name);
  }
}

#define WFX_EXPORT(returns, name, parameters, arguments) \
  returns WINAPI Mutants_##name parameters { return Calling(table.name) arguments; }
#include "tools/mutants/exports.inc"

}  // extern "C"

#define WFX_FUNCTION(dll, name)                                               \
  static_assert(std::is_same_v<decltype(&::name), decltype(&Mutants_##name)>, \
                "exports.inc has other parameters for " #name);
#include "runner/win32/functions.inc"
