#include "tools/labs.d/driver/provider/rules.h"

#include <map>
#include <mutex>
#include <sstream>
#include <stdexcept>

#include "tools/labs.d/driver/provider/below.h"

namespace wfx::lab {
namespace {

constexpr wchar_t kFileName[] = L"\\.wfx_device";
constexpr wchar_t kImageName[] = L"\\image";

std::wstring FolderOf(const std::wstring& path) {
  const auto end = path.rfind(L'\\');
  return end == std::wstring::npos ? L"" : path.substr(0, end);
}

// "" where there is none.
std::string TextOf(const std::wstring& path) {
  const HANDLE file = below.CreateFileW(path.c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr,
                                        OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file == INVALID_HANDLE_VALUE) return "";
  std::string text(1000, '\0');
  DWORD got = 0;
  if (!below.ReadFile(file, text.data(), static_cast<DWORD>(text.size()), &got, nullptr)) got = 0;
  below.CloseHandle(file);
  text.resize(got);
  return text;
}

// The number behind "NAME=".
template <typename Number>
bool Take(const std::string& word, const std::string& name, Number& place) {
  if (!word.starts_with(name + "=")) return false;
  std::size_t read = 0;
  const std::string digits = word.substr(name.size() + 1);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos)
    throw std::runtime_error(".wfx_device: \"" + word + "\" has no number; " + name + "=1 has one");
  place = static_cast<Number>(std::stoull(digits, &read));
  return true;
}

Rules Read(const std::string& text) {
  Rules rules;
  Backing& backing = rules.backing;
  backing.sector = 512;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (word.starts_with("device=")) {
      rules.device = L"\\\\.\\" + std::wstring(word.begin() + 7, word.end());
    } else if (word == "fat") {
      backing.is_fat = 1;
    } else if (!Take(word, "sector", backing.sector) && !Take(word, "delay_ms", backing.delay) &&
               !Take(word, "size", backing.size) &&
               !Take(word, "file_system", backing.file_system) &&
               !Take(word, "boot_area", backing.boot_area)) {
      throw std::runtime_error(".wfx_device: unknown word \"" + word + "\"");
    }
  }
  if (rules.device.empty())
    throw std::runtime_error(".wfx_device: names no device; device=NAME does");
  if (backing.sector == 0)
    throw std::runtime_error(".wfx_device: a sector of 0 bytes; 512 is right");
  return rules;
}

}  // namespace

std::shared_ptr<const Rules> RulesOf(const std::wstring& path) {
  static std::mutex guard;
  static std::map<std::wstring, std::shared_ptr<const Rules>> known;
  const std::lock_guard lock(guard);
  const std::wstring own = FolderOf(path);
  for (const std::wstring& folder : {own, FolderOf(own)}) {
    if (folder.empty()) break;
    auto found = known.find(folder);
    if (found == known.end()) {
      const std::string text = TextOf(folder + kFileName);
      found =
          known.emplace(folder, text.empty() ? nullptr : std::make_shared<Rules>(Read(text))).first;
    }
    if (found->second == nullptr) continue;
    // Beside a volume's image lies nothing that is the device's.
    const bool is_volume = found->second->backing.size != 0;
    return !is_volume || path == folder + kImageName ? found->second : nullptr;
  }
  return nullptr;
}

}  // namespace wfx::lab
