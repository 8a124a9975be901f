#pragma once

#include "server/store/storetypes.h"

#include <chrono>

namespace Flowcast {

using SteadyTime = std::chrono::steady_clock::time_point;

/// Who gets an answer: a StoreClient by its number, and which of its questions.
struct Asker
{
    quint32 client = 0;
    quint64 ticket = 0;
};

struct PublishRequest
{
    Asker asker;
    Publish publish;
    SteadyTime receivedAt; ///< When it came from the socket.
};

struct ForgetRequest
{
    Asker asker;
    WorkflowId id;
};

struct QueryRequest
{
    Asker asker;
    StoreQuery query;
};

/// What one StoreClient asks within one turn of its event loop, in order.
struct StoreRequests
{
    std::vector<std::variant<PublishRequest, ForgetRequest>> writes;
    std::vector<QueryRequest> queries;
};

/// An event that is durable.
struct CommittedEvent
{
    StoreEvent event;
    SteadyTime receivedAt;
};

/// The answer to a write: the event that it became, or why it did not.
struct WriteAnswer
{
    Asker asker;
    qsizetype event = -1; ///< Place in Commit::events; -1: see error.
    Error error;
};

/// One transaction: what is durable now, in order, and who is to be told.
struct Commit
{
    std::vector<CommittedEvent> events;
    std::vector<WriteAnswer> answers;
};

/// The answers to the queries of one turn.
struct QueryAnswer
{
    Asker asker;
    Result<StorePage> page;
};
using QueryAnswers = std::vector<QueryAnswer>;

} // namespace Flowcast
