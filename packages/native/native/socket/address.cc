#include "socket/address.hh"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

#include "napi/args.hh"
#include "util/utf8.hh"

namespace tsyncio {

namespace {

int ReadPath(const std::string& path, Address* address) {
  auto* unix_address = reinterpret_cast<sockaddr_un*>(&address->storage);
  if (path.size() > sizeof unix_address->sun_path) return -ENAMETOOLONG;
  // An abstract name may fill the whole array; a path is ended by a zero.
  const bool abstract = !path.empty() && path[0] == '\0';
  if (!abstract && path.size() == sizeof unix_address->sun_path) return -ENAMETOOLONG;
  unix_address->sun_family = AF_UNIX;
  memcpy(unix_address->sun_path, path.data(), path.size());
  address->length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + (abstract || path.empty() ? 0 : 1));
  return 0;
}

uint32_t NumberOf(napi_env env, napi_value object, const char* name) {
  napi_value value = nullptr;
  uint32_t number = 0;
  if (napi_get_named_property(env, object, name, &value) == napi_ok) napi_get_value_uint32(env, value, &number);
  return number;
}

uint32_t ScopeOf(const std::string& zone) {
  unsigned index = if_nametoindex(zone.c_str());
  return index != 0 ? index : static_cast<uint32_t>(strtoul(zone.c_str(), nullptr, 10));
}

int ReadInet(napi_env env, napi_value value, Address* address) {
  napi_value host_value = nullptr;
  std::string host;
  if (napi_get_named_property(env, value, "host", &host_value) != napi_ok || !StringOf(env, host_value, &host)) return -EINVAL;
  const auto port = htons(static_cast<uint16_t>(NumberOf(env, value, "port")));
  auto* v4 = reinterpret_cast<sockaddr_in*>(&address->storage);
  if (inet_pton(AF_INET, host.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = port;
    address->length = sizeof *v4;
    return 0;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&address->storage);
  v6->sin6_scope_id = NumberOf(env, value, "scopeId");
  const size_t percent = host.find('%');
  if (percent != std::string::npos) {
    v6->sin6_scope_id = ScopeOf(host.substr(percent + 1));
    host.resize(percent);
  }
  if (inet_pton(AF_INET6, host.c_str(), &v6->sin6_addr) != 1) return -EINVAL;
  v6->sin6_family = AF_INET6;
  v6->sin6_port = port;
  v6->sin6_flowinfo = htonl(NumberOf(env, value, "flowInfo"));
  address->length = sizeof *v6;
  return 0;
}

napi_value MakeInet(napi_env env, int family, const void* host, uint16_t port) {
  char text[INET6_ADDRSTRLEN];
  napi_value object = nullptr;
  napi_create_object(env, &object);
  Set(env, object, "host", Text(env, inet_ntop(family, host, text, sizeof text)));
  Set(env, object, "port", Int(env, ntohs(port)));
  return object;
}

// Where the bytes of an address begin, behind its family.
constexpr size_t kDataStart = offsetof(sockaddr, sa_data);

int ReadRaw(napi_env env, napi_value value, napi_value data_value, Address* address) {
  Bytes data = BytesOf(env, data_value);
  if (data.length > sizeof address->storage - kDataStart) return -EINVAL;
  address->storage.ss_family = static_cast<sa_family_t>(NumberOf(env, value, "family"));
  if (data.length > 0) memcpy(reinterpret_cast<uint8_t*>(&address->storage) + kDataStart, data.data, data.length);
  address->length = static_cast<socklen_t>(kDataStart + data.length);
  return 0;
}

int ReadObject(napi_env env, napi_value value, Address* address) {
  napi_value data = nullptr;
  bool typed = false;
  if (napi_get_named_property(env, value, "data", &data) == napi_ok) napi_is_typedarray(env, data, &typed);
  return typed ? ReadRaw(env, value, data, address) : ReadInet(env, value, address);
}

int ReadWhole(const Bytes& bytes, Address* address) {
  if (bytes.length < kDataStart || bytes.length > sizeof address->storage) return -EINVAL;
  memcpy(&address->storage, bytes.data, bytes.length);
  address->length = static_cast<socklen_t>(bytes.length);
  return 0;
}

napi_value MakeRaw(napi_env env, const Address& address) {
  const size_t length = address.length > kDataStart ? address.length - kDataStart : 0;
  void* bytes = nullptr;
  napi_value buffer = nullptr;
  napi_value data = nullptr;
  napi_value object = nullptr;
  napi_create_arraybuffer(env, length, &bytes, &buffer);
  if (length > 0) memcpy(bytes, reinterpret_cast<const uint8_t*>(&address.storage) + kDataStart, length);
  napi_create_typedarray(env, napi_uint8_array, length, buffer, 0, &data);
  napi_create_object(env, &object);
  Set(env, object, "family", Int(env, address.storage.ss_family));
  Set(env, object, "data", data);
  return object;
}

napi_value MakePath(napi_env env, const Address& address) {
  const auto* unix_address = reinterpret_cast<const sockaddr_un*>(&address.storage);
  const size_t start = offsetof(sockaddr_un, sun_path);
  if (address.length <= start) return Text(env, "", 0);
  size_t length = address.length - start;
  if (unix_address->sun_path[0] != '\0') length = strnlen(unix_address->sun_path, length);
  // As text it would be another name.
  return IsUtf8(unix_address->sun_path, length) ? Text(env, unix_address->sun_path, length) : MakeRaw(env, address);
}

}  // namespace

int ReadAddress(napi_env env, napi_value value, Address* address) {
  napi_valuetype type;
  if (napi_typeof(env, value, &type) != napi_ok) return -EINVAL;
  if (type == napi_object) {
    bool whole = false;
    napi_is_typedarray(env, value, &whole);
    return whole ? ReadWhole(BytesOf(env, value), address) : ReadObject(env, value, address);
  }
  std::string path;
  return StringOf(env, value, &path) ? ReadPath(path, address) : -EINVAL;
}

napi_value MakeAddress(napi_env env, const Address& address) {
  if (address.length >= sizeof(sockaddr_in) && address.storage.ss_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&address.storage);
    return MakeInet(env, AF_INET, &v4->sin_addr, v4->sin_port);
  }
  if (address.length >= sizeof(sockaddr_in6) && address.storage.ss_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&address.storage);
    napi_value object = MakeInet(env, AF_INET6, &v6->sin6_addr, v6->sin6_port);
    if (v6->sin6_flowinfo != 0) Set(env, object, "flowInfo", Number(env, ntohl(v6->sin6_flowinfo)));
    if (v6->sin6_scope_id != 0) Set(env, object, "scopeId", Number(env, v6->sin6_scope_id));
    return object;
  }
  if (address.length < kDataStart) return Text(env, "", 0);
  return address.storage.ss_family == AF_UNIX ? MakePath(env, address) : MakeRaw(env, address);
}

bool StoreAddress(napi_env env, napi_value name, const Address& address) {
  Bytes bytes = BytesOf(env, name);
  const int32_t length = static_cast<int32_t>(address.length < sizeof address.storage ? address.length : sizeof address.storage);
  if (bytes.length < sizeof length + sizeof address.storage) return false;
  memcpy(bytes.data, &length, sizeof length);
  memcpy(bytes.data + sizeof length, &address.storage, static_cast<size_t>(length));
  return true;
}

namespace {

// readAddress(name): the address that StoreAddress put there.
napi_value ReadStored(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  Bytes bytes = args.BytesAt(0);
  Address address;
  int32_t length = 0;
  if (bytes.length < sizeof length + sizeof address.storage) return Int(env, -EINVAL);
  memcpy(&length, bytes.data, sizeof length);
  if (length < 0 || static_cast<size_t>(length) > sizeof address.storage) return Int(env, -EINVAL);
  memcpy(&address.storage, bytes.data + sizeof length, static_cast<size_t>(length));
  address.length = static_cast<socklen_t>(length);
  return MakeAddress(env, address);
}

napi_value InterfaceIndex(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  std::string name;
  if (!StringOf(env, args.at(0), &name)) return Int(env, -EINVAL);
  const unsigned index = if_nametoindex(name.c_str());
  return Int(env, index != 0 ? static_cast<int>(index) : -errno);
}

napi_value InterfaceName(napi_env env, napi_callback_info info) {
  Args<1> args(env, info);
  char name[IF_NAMESIZE];
  if (if_indextoname(static_cast<unsigned>(args.Integer(0)), name) == nullptr) return Int(env, -errno);
  return Text(env, name);
}

}  // namespace

void RegisterAddress(napi_env env, napi_value exports) {
  Export(env, exports, {{"readAddress", ReadStored}, {"interfaceIndex", InterfaceIndex}, {"interfaceName", InterfaceName}});
}

}  // namespace tsyncio
