#include "runner/win32/shell_stream.h"

#include "runner/win32/stream_types.h"

namespace wfx {

#ifdef _WIN32

namespace {

constexpr GUID kIidShellItem = {
    0x43826D1E, 0xE718, 0x42EE, {0xBC, 0x55, 0xA1, 0xE2, 0x61, 0xC3, 0x7B, 0xFE}};
constexpr GUID kBhidStream = {
    0x1CEBB3AB, 0x7C10, 0x499A, {0xA4, 0x17, 0x92, 0xCA, 0x16, 0xC4, 0xCB, 0x83}};

// Releases one interface.
template <typename Interface>
class Held {
 public:
  Held() = default;
  ~Held() {
    if (object_ != nullptr) object_->Release();
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  Interface* operator->() const { return object_; }
  Interface* get() const { return object_; }
  Interface** Out() { return &object_; }
  void** OutVoid() { return reinterpret_cast<void**>(&object_); }

 private:
  Interface* object_ = nullptr;
};

// A function of a system DLL, or null.
template <typename Function>
Function Find(const char* dll, const char* name) {
  const HMODULE module = LoadLibraryExA(dll, nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (module == nullptr) return nullptr;
  return reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(module, name)));
}

struct Shell {
  decltype(&::CoIncrementMTAUsage) join = Find<decltype(join)>("ole32.dll", "CoIncrementMTAUsage");
  decltype(&::CreateBindCtx) make_context =
      Find<decltype(make_context)>("ole32.dll", "CreateBindCtx");
  decltype(&::SHCreateItemFromParsingName) make_item =
      Find<decltype(make_item)>("shell32.dll", "SHCreateItemFromParsingName");
  HRESULT joined = E_NOTIMPL;

  Shell() {
    // An apartment that no thread has to enter or leave.
    CO_MTA_USAGE_COOKIE cookie{};
    if (join != nullptr) joined = join(&cookie);
  }
};

}  // namespace

HRESULT OpenShellStream(const WCHAR* path, DWORD stgm, void** stream, std::string* refused) {
  static const Shell shell;
  std::string step;
  std::string& at = refused != nullptr ? *refused : step;
  *stream = nullptr;
  at = "CoIncrementMTAUsage";
  if (FAILED(shell.joined)) return shell.joined;
  at = "looking the Shell's functions up";
  if (shell.make_context == nullptr || shell.make_item == nullptr) return E_NOTIMPL;

  Held<IBindCtx> context;
  at = "CreateBindCtx";
  if (const HRESULT result = shell.make_context(0, context.Out()); FAILED(result)) return result;
  BIND_OPTS options{};
  options.cbStruct = sizeof options;
  options.grfMode = stgm;
  at = "IBindCtx::SetBindOptions";
  if (const HRESULT result = context->SetBindOptions(&options); FAILED(result)) return result;

  Held<IShellItem> item;
  at = "SHCreateItemFromParsingName";
  const HRESULT made = shell.make_item(path, nullptr, kIidShellItem, item.OutVoid());
  if (FAILED(made)) return made;
  Held<IStream> bound;
  at = "IShellItem::BindToHandler";
  const HRESULT binds =
      item->BindToHandler(context.get(), kBhidStream, kIidStream, bound.OutVoid());
  if (FAILED(binds)) return binds;
  at = "IStream::QueryInterface for IStreamAsync";
  return bound->QueryInterface(kIidStreamAsync, stream);
}

#else

HRESULT OpenShellStream(const WCHAR*, DWORD, void** stream, std::string* refused) {
  *stream = nullptr;
  if (refused != nullptr) *refused = "looking for the Shell";
  return E_NOTIMPL;
}

#endif

}  // namespace wfx
