"""The saga of `bench_sagas.py` as users of python-cqrs write it, in memory and on SQLite.

On SQLite its log's key is a BIGINT, for which SQLite gives no numbers: every saga fails, as shipped. It is
mended here by SQLAlchemy's own recipe (BIGINT becomes INTEGER on SQLite), in WAL mode and FULL.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import time
from collections.abc import Callable
from typing import Any

import di
from account import fresh_file
from cqrs.container.di import DIContainer
from cqrs.handlers.saga import SagaStepHandler, SagaStepResult
from cqrs.saga.models import SagaContext
from cqrs.saga.saga import Saga
from cqrs.saga.storage.memory import MemorySagaStorage

from companion.sourcing import Refused


@dataclasses.dataclass
class Order(SagaContext):
    order_id: str


def make_run(services: Any, fails: bool, durable: bool) -> Callable[[int], float]:
    logging.getLogger("cqrs.saga").setLevel(logging.CRITICAL)
    saga = make_saga(services)
    container = DIContainer()
    container.attach_external_container(di.Container())

    async def one(storage: Any, order: str) -> str:
        try:
            async with saga.transaction(
                context=Order(order_id=order), container=container, storage=storage
            ) as transaction:
                async for _ in transaction:
                    pass
        except Refused:
            return "compensated"
        return "completed"

    async def all_of(storage: Any, n: int) -> float:
        services.calls.clear()
        start = time.perf_counter()
        ends = [await one(storage, f"order-{number}") for number in range(n)]
        seconds = time.perf_counter() - start
        services.check(n)
        assert set(ends) == {"compensated" if fails else "completed"}
        return seconds

    async def on_sqlite(path: str, n: int) -> float:
        engine, storage = await sqlite_storage(path)
        try:
            return await all_of(storage, n)
        finally:
            await engine.dispose()

    def run(n: int) -> float:
        if not durable:
            return asyncio.run(all_of(MemorySagaStorage(), n))
        with fresh_file() as path:
            return asyncio.run(on_sqlite(path, n))

    return run


def make_saga(services: Any) -> Saga[Order]:
    class Reserve(SagaStepHandler[Order, None]):
        async def act(self, context: Order) -> SagaStepResult[Order, None]:
            services.reserve(context.order_id)
            return SagaStepResult(None, type(self))

        async def compensate(self, context: Order) -> None:
            services.release(context.order_id)

    class Charge(SagaStepHandler[Order, None]):
        async def act(self, context: Order) -> SagaStepResult[Order, None]:
            services.charge(context.order_id)
            return SagaStepResult(None, type(self))

        async def compensate(self, context: Order) -> None:
            services.refund(context.order_id)

    class Ship(SagaStepHandler[Order, None]):
        async def act(self, context: Order) -> SagaStepResult[Order, None]:
            services.ship(context.order_id)
            return SagaStepResult(None, type(self))

        async def compensate(self, context: Order) -> None:
            raise AssertionError("nothing was shipped")

    class OrderSaga(Saga[Order]):
        steps = [Reserve, Charge, Ship]  # noqa: RUF012  # as its documentation writes it

    return OrderSaga()


async def sqlite_storage(path: str) -> tuple[Any, Any]:
    import sqlalchemy
    from cqrs.saga.storage.sqlalchemy import Base, SqlAlchemySagaStorage
    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
    from sqlalchemy.ext.compiler import compiles

    compiles(sqlalchemy.BigInteger, "sqlite")(lambda element, compiler, **more: "INTEGER")
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
    async with engine.begin() as con:
        await con.exec_driver_sql("PRAGMA journal_mode = WAL")
        await con.run_sync(Base.metadata.create_all)
    return engine, SqlAlchemySagaStorage(async_sessionmaker(engine, expire_on_commit=False))
