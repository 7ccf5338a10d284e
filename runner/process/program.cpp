#include "runner/process/program.h"

#include <chrono>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <system_error>

namespace wfx {

std::filesystem::path PathOf(std::string_view text) {
  return std::filesystem::path(std::u8string(text.begin(), text.end()));
}

std::string TextOf(const std::filesystem::path& path) {
  const std::u8string text = path.generic_u8string();
  return std::string(text.begin(), text.end());
}

std::uint64_t RandomNumber() {
  // Some libraries' random_device repeats itself, hence the clock.
  std::random_device device;
  std::seed_seq seed{
      device(), device(),
      static_cast<unsigned>(std::chrono::steady_clock::now().time_since_epoch().count()),
      static_cast<unsigned>(std::chrono::system_clock::now().time_since_epoch().count())};
  return std::mt19937_64(seed)();
}

std::filesystem::path MakeTemporaryFolder(std::string_view stem) {
  constexpr int kTries = 8;
  const std::filesystem::path parent = std::filesystem::temp_directory_path();
  for (int i = 0; i < kTries; ++i) {
    const std::filesystem::path folder =
        parent / PathOf(std::string(stem) + std::to_string(RandomNumber()));
    std::error_code error;
    if (std::filesystem::create_directory(folder, error)) return folder;
    if (error)
      throw std::runtime_error("cannot make the folder " + TextOf(folder) + ": " + error.message());
  }
  throw std::runtime_error("cannot make a fresh folder in " + TextOf(parent));
}

}  // namespace wfx
