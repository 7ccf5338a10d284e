#include <aclapi.h>

#include <array>
#include <fstream>

#include "runner/process/machine.h"
#include "runner/process/token_file.h"
#include "runner/win32/environment.h"
#include "runner/win32/text.h"
#include "runner/win32/types.h"

namespace wfx {
namespace {

std::string RegistryText(const wchar_t* key, const wchar_t* value) {
  std::array<wchar_t, 128> text{};
  DWORD bytes = sizeof text;
  const LSTATUS status =
      RegGetValueW(HKEY_LOCAL_MACHINE, key, value, RRF_RT_REG_SZ | RRF_SUBKEY_WOW6464KEY, nullptr,
                   text.data(), &bytes);
  return status == ERROR_SUCCESS ? Narrow(text.data()) : "";
}

// Every Wine prefix has a MachineGuid of its own; the kernel below is what counts.
std::string BootIdBelowWine() {
  if (DescribeMachine().wine_version.empty()) return "";
  std::ifstream file("\\\\?\\unix\\proc\\sys\\kernel\\random\\boot_id");
  if (!file) file.open("Z:\\proc\\sys\\kernel\\random\\boot_id");
  std::string line;
  std::getline(file, line);
  return line;
}

// Groups that strangers are in.
struct Group {
  WELL_KNOWN_SID_TYPE type;
  const char* name;
};
constexpr Group kStrangers[] = {{WinWorldSid, "everybody"},
                                {WinAuthenticatedUserSid, "every user of the machine"},
                                {WinBuiltinUsersSid, "every user of the machine"},
                                {WinAnonymousSid, "anonymous users"},
                                {WinNetworkSid, "every user over the network"}};

std::string StrangerOf(PSID who) {
  for (const Group& group : kStrangers) {
    if (IsWellKnownSid(who, group.type)) return group.name;
  }
  return "";
}

// Who of the strangers `list` lets read.
std::string StrangerIn(PACL list) {
  constexpr DWORD kReads = FILE_READ_DATA | GENERIC_READ | GENERIC_ALL;
  for (DWORD i = 0; i < list->AceCount; ++i) {
    void* entry = nullptr;
    if (!GetAce(list, i, &entry)) continue;
    auto* allowed = static_cast<ACCESS_ALLOWED_ACE*>(entry);
    const bool counts = allowed->Header.AceType == ACCESS_ALLOWED_ACE_TYPE &&
                        (allowed->Header.AceFlags & INHERIT_ONLY_ACE) == 0 &&
                        (allowed->Mask & kReads) != 0;
    const std::string who = counts ? StrangerOf(&allowed->SidStart) : "";
    if (!who.empty()) return who;
  }
  return "";
}

}  // namespace

MachineIdentity ThisMachine() {
  std::array<wchar_t, 256> name{};
  DWORD length = static_cast<DWORD>(name.size());
  GetComputerNameExW(ComputerNameDnsHostname, name.data(), &length);
  return {Narrow(name.data()), BootIdBelowWine(),
          RegistryText(L"SOFTWARE\\Microsoft\\Cryptography", L"MachineGuid")};
}

std::string WhoElseMayRead(const std::filesystem::path& path) {
  PACL list = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  const DWORD error = GetNamedSecurityInfoW(path.c_str(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION,
                                            nullptr, nullptr, &list, nullptr, &descriptor);
  if (error != ERROR_SUCCESS) return "";
  // No list at all keeps nobody out, as on FAT.
  std::string who = list == nullptr ? "everybody" : StrangerIn(list);
  LocalFree(descriptor);
  return who;
}

std::string HowToKeepPrivate(const std::string& path) {
  return "icacls \"" + path + "\" /inheritance:r /grant:r \"%USERNAME%:R\"";
}

}  // namespace wfx
