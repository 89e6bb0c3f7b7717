#include <netdb.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "napi/args.hh"
#include "resolver/resolver.hh"
#include "socket/address.hh"

namespace tsyncio {

namespace {

// One question on its way through libuv's thread pool.
struct Query {
  napi_deferred deferred = nullptr;
  napi_async_work work = nullptr;
  std::string host;
  std::string service;
  bool has_host = false;
  bool has_service = false;
  addrinfo hints{};
  addrinfo* answers = nullptr;
  int status = 0;
  int error = 0;

  ~Query() {
    if (answers != nullptr) freeaddrinfo(answers);
  }
};

const char* NameOf(int status) {
  switch (status) {
    case EAI_NONAME: return "ENOTFOUND";
#ifdef EAI_NODATA
    case EAI_NODATA: return "ENOTFOUND";
#endif
#ifdef EAI_ADDRFAMILY
    case EAI_ADDRFAMILY: return "EAI_ADDRFAMILY";
#endif
    case EAI_AGAIN: return "EAI_AGAIN";
    case EAI_BADFLAGS: return "EAI_BADFLAGS";
    case EAI_FAIL: return "EAI_FAIL";
    case EAI_FAMILY: return "EAI_FAMILY";
    case EAI_MEMORY: return "EAI_MEMORY";
    case EAI_SERVICE: return "EAI_SERVICE";
    case EAI_SOCKTYPE: return "EAI_SOCKTYPE";
    default: return "EAI_SYSTEM";
  }
}

napi_value MakeAnswers(napi_env env, const addrinfo* first) {
  napi_value list = nullptr;
  napi_create_array(env, &list);
  uint32_t index = 0;
  for (const addrinfo* answer = first; answer != nullptr; answer = answer->ai_next) {
    if (answer->ai_addrlen > sizeof(sockaddr_storage)) continue;
    Address address;
    memcpy(&address.storage, answer->ai_addr, answer->ai_addrlen);
    address.length = answer->ai_addrlen;
    napi_value object = nullptr;
    napi_create_object(env, &object);
    Set(env, object, "family", Int(env, answer->ai_family));
    Set(env, object, "type", Int(env, answer->ai_socktype));
    Set(env, object, "proto", Int(env, answer->ai_protocol));
    Set(env, object, "canonname", Text(env, answer->ai_canonname != nullptr ? answer->ai_canonname : ""));
    Set(env, object, "address", MakeAddress(env, address));
    napi_set_element(env, list, index++, object);
  }
  return list;
}

// { code, errno, reason }: TypeScript makes the error of it.
napi_value MakeFailure(napi_env env, const Query& query) {
  napi_value object = nullptr;
  napi_create_object(env, &object);
  Set(env, object, "code", Text(env, NameOf(query.status)));
  Set(env, object, "errno", Int(env, query.status == EAI_SYSTEM ? -query.error : query.status));
  Set(env, object, "reason", Text(env, query.status == EAI_SYSTEM ? strerror(query.error) : gai_strerror(query.status)));
  return object;
}

void Execute(napi_env env, void* data) {
  auto* query = static_cast<Query*>(data);
  query->status = getaddrinfo(query->has_host ? query->host.c_str() : nullptr, query->has_service ? query->service.c_str() : nullptr,
                              &query->hints, &query->answers);
  query->error = errno;
}

void Complete(napi_env env, napi_status status, void* data) {
  auto* query = static_cast<Query*>(data);
  if (status == napi_ok) {
    napi_value result = query->status == 0 ? MakeAnswers(env, query->answers) : MakeFailure(env, *query);
    napi_resolve_deferred(env, query->deferred, result);
  }
  napi_delete_async_work(env, query->work);
  delete query;
}

// getaddrinfo(host | null, service | null, family, type, proto, flags): a promise of a list, or of a failure.
napi_value Getaddrinfo(napi_env env, napi_callback_info info) {
  Args<6> args(env, info);
  auto* query = new Query();
  query->has_host = StringOf(env, args.at(0), &query->host);
  query->has_service = StringOf(env, args.at(1), &query->service);
  query->hints.ai_family = args.Integer(2);
  query->hints.ai_socktype = args.Integer(3);
  query->hints.ai_protocol = args.Integer(4);
  query->hints.ai_flags = args.Integer(5);
  napi_value promise = nullptr;
  napi_create_promise(env, &query->deferred, &promise);
  napi_create_async_work(env, nullptr, Text(env, "tsyncio:getaddrinfo"), Execute, Complete, query, &query->work);
  napi_queue_async_work(env, query->work);
  return promise;
}

}  // namespace

void RegisterGetaddrinfo(napi_env env, napi_value exports) { Export(env, exports, {{"getaddrinfo", Getaddrinfo}}); }

}  // namespace tsyncio
