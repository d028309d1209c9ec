app_name = "mou"
urlpatterns: list = []
