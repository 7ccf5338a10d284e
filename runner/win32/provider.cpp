#include "runner/win32/provider.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

#include "runner/sha256.h"
#include "runner/win32/library.h"

namespace wfx {
namespace {

// What `next` of each loaded provider answers from. Fixed in place and never freed: a provider may
// ask at any time.
struct Layer {
  void* library = nullptr;
  Win32Api below;
};
std::array<Layer, kMostProviders> layers;
std::size_t layer_count = 0;

// `next` has no parameter that could say who asks, so each layer has its own.
template <std::size_t layer>
void* Next(const char* name) {
  return name == nullptr ? nullptr : FindFunction(layers[layer].below, name);
}

template <std::size_t... layer>
constexpr auto MakeNexts(std::index_sequence<layer...>) {
  return std::array<void* (*)(const char*), sizeof...(layer)>{&Next<layer>...};
}
constexpr auto kNexts = MakeNexts(std::make_index_sequence<kMostProviders>());

[[noreturn]] void Refuse(const std::string& path, const std::string& because) {
  throw std::runtime_error("provider " + path + ": " + because);
}

void CheckThatItCanBeLoaded(const std::string& path, const std::filesystem::path& file) {
  if constexpr (sizeof(void*) != 8) {
    Refuse(path, "this is a 32-bit program; providers need the x86-64 one");
  }
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) {
    Refuse(path, "there is no such file; give the path of a DLL or shared object");
  }
  if (layer_count == layers.size()) {
    Refuse(path, "is one too many; at most " + std::to_string(kMostProviders) + " can be stacked");
  }
}

void* Load(const std::string& path, const std::filesystem::path& file) {
  std::string error;
  void* library = OpenLibrary(std::filesystem::absolute(file), error);
  if (library == nullptr) {
    Refuse(path, "cannot be loaded (" + error + "); it has to be an x86-64 DLL or shared object");
  }
  if (std::any_of(layers.begin(), layers.end(),
                  [&](const Layer& each) { return each.library == library; })) {
    CloseLibrary(library);
    Refuse(path, "is already loaded; name each provider once");
  }
  return library;
}

// Gives `table` with the library's exports in their slots.
Win32Api Stack(void* library, Win32Api table, std::vector<std::string>& replaces) {
  ForEachFunction(table, [&](const char* name, const char*, auto& slot) {
    void* function = FindExport(library, name);
    if (function == nullptr) return;
    slot = reinterpret_cast<std::remove_reference_t<decltype(slot)>>(function);
    replaces.emplace_back(name);
  });
  return table;
}

}  // namespace

Provider LoadProvider(const std::string& path, Win32Api& table) {
  const std::filesystem::path file(std::u8string(path.begin(), path.end()));
  CheckThatItCanBeLoaded(path, file);

  Provider provider;
  const std::u8string file_name = file.filename().u8string();
  provider.file_name.assign(file_name.begin(), file_name.end());
  provider.path = path;
  provider.sha256 = Sha256HexOfFile(file);
  void* library = Load(path, file);
  provider.WfxOpenStreamAsync =
      reinterpret_cast<OpenStreamAsyncFunction>(FindExport(library, "WfxOpenStreamAsync"));
  const Win32Api stacked = Stack(library, table, provider.replaces);
  if (provider.replaces.empty() && provider.WfxOpenStreamAsync == nullptr) {
    CloseLibrary(library);
    Refuse(path,
           "exports none of the functions of the table; it has to export at least one, such as "
           "WriteFileEx, extern \"C\" and under exactly that name");
  }

  layers[layer_count] = {library, table};
  const auto next = kNexts[layer_count++];
  if (const auto bind = reinterpret_cast<BindFunction>(FindExport(library, "WfxBind"))) bind(next);
  table = stacked;
  return provider;
}

}  // namespace wfx
